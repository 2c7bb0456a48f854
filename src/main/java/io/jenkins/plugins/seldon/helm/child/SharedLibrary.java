package io.jenkins.plugins.seldon.helm.child;

import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.NativeLibrary;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;

/**
 * Helm's library, unpacked once for all children of a machine instead of by each of them: 98 MB that every child would
 * inflate, write and delete again, half of the processor time of its start. helm-java finds this class as a service.
 *
 * <p>The file is used only if it has the length and the checksum that the jar says, whose own digest was checked before
 * the child was started; it is replaced by a file that is complete, so children that start at once do not see each
 * other's. Where it can't be kept, helm-java's own way is taken: a copy for this child alone.
 */
public final class SharedLibrary implements NativeLibrary {

    /** The system property that names the file; without it, each child has a copy of its own. */
    public static final String PROPERTY = "seldon.helm.library";

    /** What the file is called in its jar. */
    public static final String BINARY = "helm-linux-amd64.so";

    /** Called by {@link java.util.ServiceLoader}. */
    public SharedLibrary() {}

    @Override
    public String getBinaryName() {
        return BINARY;
    }

    /** {@inheritDoc} A library that can't be linked could not be elsewhere, and of that only the first try tells why. */
    @Override
    public HelmLib load() {
        Path library = kept();
        return library == null ? NativeLibrary.super.load() : Native.load(library.toString(), HelmLib.class);
    }

    /** The file, or null where there is none to be kept. */
    private static Path kept() {
        String file = System.getProperty(PROPERTY);
        try {
            return file == null ? null : unpacked(Path.of(file));
        } catch (IOException e) {
            System.err.println("Helm's library can't be stored as " + file + ", so this run unpacks its own: " + e);
            return null;
        }
    }

    /**
     * Unpacks the library, if it is not there yet.
     *
     * @return the file, which is whole
     */
    static Path unpacked(Path file) throws IOException {
        URL binary = SharedLibrary.class.getResource("/" + BINARY);
        if (binary == null || !(binary.openConnection() instanceof JarURLConnection jar)) {
            throw new IOException("it is in no jar");
        }
        JarEntry entry = jar.getJarEntry();
        if (!isWhole(file, entry)) {
            Path part = file.resolveSibling(BINARY + "." + UUID.randomUUID());
            try {
                try (InputStream in = jar.getInputStream()) {
                    Files.copy(in, part);
                }
                replace(part, file);
            } finally {
                Files.deleteIfExists(part);
            }
        }
        return file;
    }

    private static void replace(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("its folder can't replace a file at once", e);
        }
    }

    private static boolean isWhole(Path file, JarEntry entry) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
            return false;
        }
        CRC32 checksum = new CRC32();
        try (FileChannel channel = FileChannel.open(file)) {
            checksum.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
        return checksum.getValue() == entry.getCrc();
    }
}
