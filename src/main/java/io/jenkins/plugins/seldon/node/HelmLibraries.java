package io.jenkins.plugins.seldon.node;

import hudson.FilePath;
import hudson.PluginWrapper;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.seldon.helm.child.HelmChild;
import io.jenkins.plugins.seldon.helm.child.PrivateFolder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import jenkins.MasterToSlaveFileCallable;
import jenkins.model.Jenkins;

/**
 * The jars that Helm's JVM is made of: what the plugin carries in {@code WEB-INF/helm}, and the plugin's own. Copied to
 * a machine once per version, checked by digest each time, and safe where several builds copy at once. What other versions of the
 * plugin left there goes when no build has used it for two weeks.
 */
final class HelmLibraries {

    private static final String PLUGIN = "seldon-analytics";
    private static final String FOLDER = "lib-";

    /** What is copied, until it is whole; left behind where the connection to the machine is lost meanwhile. */
    private static final String PART = "part-";

    /** Longer than any build's Helm runs. */
    private static final Duration UNUSED = Duration.ofDays(14);

    private static volatile Read lastRead;

    /** Jars on the controller by name, the plugin's own first, and their SHA-256. */
    private final Map<String, Path> jars;

    private final LinkedHashMap<String, String> digests;

    private HelmLibraries(Map<String, Path> jars) throws IOException {
        this.jars = jars;
        this.digests = new LinkedHashMap<>();
        for (Map.Entry<String, Path> jar : jars.entrySet()) {
            digests.put(jar.getKey(), sha256(jar.getValue()));
        }
    }

    /** What was read of the controller's files, and when they had been written: a restart may bring others. */
    private record Read(HelmLibraries libraries, Map<Path, FileTime> written) {}

    /** Those of the installed plugin. Reads 30 MB, a fraction of a second, unless it has read the same files before. */
    static HelmLibraries ofPlugin() throws IOException {
        PluginWrapper plugin = Jenkins.get().getPluginManager().getPlugin(PLUGIN);
        Map<String, Path> jars = new LinkedHashMap<>();
        try {
            Path own = Path.of(HelmChild.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            jars.put(own.getFileName().toString(), own);
            Path folder = Path.of(URI.create(new URL(plugin.baseResourceURL, "WEB-INF/helm/").toString()));
            Map<String, Path> helm = new TreeMap<>();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
                files.forEach(file -> helm.put(file.getFileName().toString(), file));
            }
            jars.putAll(helm);
        } catch (URISyntaxException | RuntimeException | IOException e) {
            throw new IOException("the plugin's files for Helm can't be found on the controller: " + e.getMessage(), e);
        }
        Map<Path, FileTime> written = new LinkedHashMap<>();
        for (Path jar : jars.values()) {
            written.put(jar, Files.getLastModifiedTime(jar));
        }
        Read read = lastRead;
        if (read == null || !read.written.equals(written)) {
            read = new Read(new HelmLibraries(jars), written);
            lastRead = read;
        }
        return read.libraries;
    }

    /**
     * Sees that they are on a machine.
     *
     * @param home the plugin's folder there
     * @return their paths there, the plugin's own jar first
     */
    List<String> on(FilePath home) throws IOException, InterruptedException {
        FilePath folder = home.child(FOLDER + version());
        List<String> present = folder.act(new Check(digests));
        if (!present.isEmpty()) {
            return present;
        }
        FilePath part = home.child(PART + UUID.randomUUID());
        try {
            part.mkdirs();
            for (Map.Entry<String, Path> jar : jars.entrySet()) {
                try (InputStream in = Files.newInputStream(jar.getValue())) {
                    part.child(jar.getKey()).copyFrom(in);
                }
            }
            List<String> copied = part.act(new Exchange(folder.getRemote(), digests));
            if (copied.isEmpty()) {
                throw new IOException("the files for Helm did not arrive complete in " + folder.getRemote() + ".");
            }
            return copied;
        } finally {
            part.deleteRecursive();
        }
    }

    private String version() {
        return digest(digests.toString());
    }

    private static String digest(String text) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // The stream digests what is read.
            }
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The paths of files in a folder, empty unless all are there with these digests. */
    private static List<String> checked(Path folder, Map<String, String> digests) throws IOException {
        List<String> paths = new ArrayList<>();
        for (Map.Entry<String, String> jar : digests.entrySet()) {
            Path file = folder.resolve(jar.getKey());
            if (!Files.isRegularFile(file) || !sha256(file).equals(jar.getValue())) {
                return List.of();
            }
            paths.add(file.toString());
        }
        return paths;
    }

    /** Deletes the libraries of other versions of the plugin that no build has used for a while, and what did not arrive. */
    static void removeUnused(Path used, Instant now) throws IOException {
        String names = "{" + FOLDER + "," + PART + "}*";
        try (DirectoryStream<Path> others = Files.newDirectoryStream(used.resolveSibling(""), names)) {
            for (Path other : others) {
                if (!other.equals(used) && isUnused(other, now)) {
                    new PrivateFolder(other).delete();
                }
            }
        }
    }

    private static boolean isUnused(Path folder, Instant now) throws IOException {
        try {
            return Files.getLastModifiedTime(folder).toInstant().plus(UNUSED).isBefore(now);
        } catch (NoSuchFileException e) {
            // Another build that copied at the same time has taken its own away.
            return false;
        }
    }

    /** Looks whether the files are there. */
    private static final class Check extends MasterToSlaveFileCallable<List<String>> {

        private static final long serialVersionUID = 1L;

        private final LinkedHashMap<String, String> digests;

        Check(LinkedHashMap<String, String> digests) {
            this.digests = digests;
        }

        @Override
        public List<String> invoke(File folder, VirtualChannel channel) throws IOException {
            List<String> present = checked(folder.toPath().toAbsolutePath(), digests);
            if (!present.isEmpty()) {
                Files.setLastModifiedTime(folder.toPath(), FileTime.from(Instant.now()));
            }
            return new ArrayList<>(present);
        }
    }

    /** Puts a folder that has been filled in the place where it is looked for, unless another one is there by now. */
    private static final class Exchange extends MasterToSlaveFileCallable<List<String>> {

        private static final long serialVersionUID = 1L;

        private final String target;
        private final LinkedHashMap<String, String> digests;

        Exchange(String target, LinkedHashMap<String, String> digests) {
            this.target = target;
            this.digests = digests;
        }

        @Override
        public List<String> invoke(File part, VirtualChannel channel) throws IOException {
            Path folder = Path.of(target).toAbsolutePath();
            if (Files.exists(folder) && checked(folder, digests).isEmpty()) {
                for (String jar : digests.keySet()) {
                    Files.move(
                            part.toPath().resolve(jar),
                            folder.resolve(jar),
                            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            } else if (Files.notExists(folder)) {
                try {
                    Files.move(part.toPath(), folder);
                } catch (FileSystemException e) {
                    // Another build was faster, which Linux may tell as a directory that is not empty.
                    if (Files.notExists(folder)) {
                        throw e;
                    }
                }
            }
            removeUnused(folder, Instant.now());
            return new ArrayList<>(checked(folder, digests));
        }
    }
}
