package io.jenkins.plugins.seldon.node;

import hudson.AbortException;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.seldon.credentials.RegularFile;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jenkins.MasterToSlaveFileCallable;

/** A build's workspace on its node. */
final class NodeWorkspace implements Workspace {

    private final FilePath root;
    private final ScheduledExecutorService timer;

    /** @param timer gives up on a node that does not answer */
    NodeWorkspace(FilePath root, ScheduledExecutorService timer) {
        this.root = root;
        this.timer = timer;
    }

    @Override
    public byte[] read(String path, int limit) throws IOException, InterruptedException {
        byte[] content = NodeCall.within(timer, "read the file " + path, () -> RegularFile.read(inside(path), limit));
        if (content == null) {
            throw new AbortException("There is no regular file " + path + " in the workspace.");
        }
        if (content.length > limit) {
            throw new AbortException("The file " + path + " is larger than " + limit + " bytes.");
        }
        return content;
    }

    @Override
    public void write(String path, byte[] content) throws IOException, InterruptedException {
        NodeCall.within(timer, "write the file " + path, () -> {
            FilePath file = inside(path);
            FilePath folder = file.getParent();
            if (folder != null) {
                folder.mkdirs();
            }
            try (OutputStream out = file.write()) {
                out.write(content);
            }
            return null;
        });
    }

    @Override
    public boolean exists(String path) throws IOException, InterruptedException {
        return NodeCall.within(timer, "look for " + path, () -> inside(path).exists());
    }

    @Override
    public Map<String, byte[]> readFolder(String path, int limit) throws IOException, InterruptedException {
        Map<String, byte[]> files = NodeCall.within(timer, "read the folder " + path, () -> {
            FilePath folder = inside(path);
            if (!folder.isDirectory()) {
                throw new AbortException("There is no folder " + path + " in the workspace.");
            }
            return folder.act(new FolderContent(root.getRemote(), limit));
        });
        if (files == null) {
            throw new AbortException("The folder " + path + " contains more than " + limit + " bytes.");
        }
        return files;
    }

    /**
     * Makes a folder of evidence a build's, as {@link ClaimedFolder} does.
     *
     * @param build names the build, unlike any other of the workspace
     */
    void claim(String path, String build) throws IOException, InterruptedException {
        NodeCall.within(timer, "clear the folder " + path, () -> inside(path).act(new ClaimedFolder(build)));
    }

    /**
     * Refuses what points out of the workspace, links included. The workspace's own folder is made first: on a fresh
     * agent there is none until somebody writes, and nothing is inside of what is not there.
     */
    private FilePath inside(String path) throws IOException, InterruptedException {
        root.mkdirs();
        if (!isRelative(path) || !root.isDescendant(path)) {
            throw new AbortException(refusal(path));
        }
        return root.child(path);
    }

    /** One that begins with {@code $WORKSPACE} may well be inside. */
    static String refusal(String path) {
        return isRelative(path)
                ? "The path '" + path + "' is not inside the workspace."
                : "The path '" + path + "' is not relative to the workspace: leave out the workspace's own path.";
    }

    /** Whether it can be the path of a file below another; a control character is an error of the system on some nodes. */
    static boolean isRelative(String path) {
        return path != null
                && !path.isBlank()
                && path.chars().noneMatch(Character::isISOControl)
                && !path.matches("(?s)[/\\\\].*|[A-Za-z]:.*");
    }

    /**
     * Reads a folder on the node, as Helm packs one: regular files by path, those too that links lead to within the
     * workspace. Other links are left out, and folders that Helm is to ignore by their names. Null if it is too large.
     */
    static final class FolderContent extends MasterToSlaveFileCallable<TreeMap<String, byte[]>> {

        private static final long serialVersionUID = 1L;

        private static final int MOST_RULES = 1 << 16;

        /** A rule that is a name, and neither a comment, an exception, a path nor a pattern. */
        private static final Pattern NAME = Pattern.compile("[^#!/*?\\[\\\\][^/*?\\[\\\\]*");

        private final String workspace;
        private final int limit;

        FolderContent(String workspace, int limit) {
            this.workspace = workspace;
            this.limit = limit;
        }

        @Override
        public TreeMap<String, byte[]> invoke(File folder, VirtualChannel channel) throws IOException {
            Content content = new Content(new File(workspace).toPath().toRealPath(), ignored(folder.toPath()), limit);
            return content.take(folder.toPath(), "", Set.of()) ? content.files : null;
        }

        /**
         * The names in {@code .helmignore} of folders that Helm leaves out wherever they are, such as that of a repository's
         * history; what else it says is Helm's to judge (helm.sh/helm, pkg/ignore/rules.go).
         */
        private static Set<String> ignored(Path folder) throws IOException {
            Path rules = folder.resolve(".helmignore");
            if (!Files.isRegularFile(rules, LinkOption.NOFOLLOW_LINKS) || Files.size(rules) > MOST_RULES) {
                return Set.of();
            }
            return new String(Files.readAllBytes(rules), StandardCharsets.UTF_8)
                    .lines()
                    .map(rule -> rule.strip().replaceFirst("/$", ""))
                    .filter(rule -> NAME.matcher(rule).matches())
                    .collect(Collectors.toSet());
        }
    }

    /** What is taken of a folder, until it is too much. */
    private static final class Content {

        /** Empty ones, and folders, cost something too. */
        private static final int COST_OF_A_FILE = 100;

        private final Path workspace;
        private final Set<String> ignored;
        private final TreeMap<String, byte[]> files = new TreeMap<>();
        private long left;

        /** @param ignored names of folders that are left out */
        Content(Path workspace, Set<String> ignored, int limit) {
            this.workspace = workspace;
            this.ignored = ignored;
            this.left = limit;
        }

        /**
         * Takes what is in a folder; false when that is too much.
         *
         * @param name the folder's, with a slash at its end; empty for the first
         * @param above the folders that it is in, without links on their way
         */
        boolean take(Path folder, String name, Set<Path> above) throws IOException {
            left -= COST_OF_A_FILE;
            if (left < 0) {
                return false;
            }
            Set<Path> around = new HashSet<>(above);
            around.add(folder.toRealPath());
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    String path = name + entry.getFileName();
                    if (Files.isSymbolicLink(entry) && leadsAway(entry, around) || isIgnored(entry)) {
                        continue;
                    }
                    boolean isTaken = Files.isDirectory(entry)
                            ? take(entry, path + "/", around)
                            : !Files.isRegularFile(entry) || takeFile(entry, path);
                    if (!isTaken) {
                        return false;
                    }
                }
            }
            return true;
        }

        private boolean isIgnored(Path entry) {
            return ignored.contains(String.valueOf(entry.getFileName())) && Files.isDirectory(entry);
        }

        /** Out of the workspace, to nothing, or to a folder that it is in, of which there would be no end. */
        private boolean leadsAway(Path link, Set<Path> around) {
            try {
                Path real = link.toRealPath();
                return !real.startsWith(workspace) || around.contains(real);
            } catch (IOException e) {
                return true;
            }
        }

        private boolean takeFile(Path file, String path) throws IOException {
            byte[] content;
            try (InputStream in = Files.newInputStream(file)) {
                content = in.readNBytes((int) left + 1);
            }
            left -= content.length + (long) path.length() + COST_OF_A_FILE;
            files.put(path, content);
            return left >= 0;
        }
    }
}
