package io.jenkins.plugins.seldon.node;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jenkins.MasterToSlaveFileCallable;

/**
 * Makes a folder of evidence one build's: a file in it says whose it is, and where that is another build, its evidence is
 * deleted, so that nobody takes it for this build's. Files that are no evidence stay. Runs on the node, where gates of one
 * build that begin at the same time come one after another. Tells how many files it has deleted.
 */
final class ClaimedFolder extends MasterToSlaveFileCallable<Integer> {

    /** Says whose the folder is. */
    static final String OWNER = ".build";

    private static final long serialVersionUID = 1L;

    private static final String EVIDENCE = "gate-*.{json,xml}";

    private static final int LONGEST = 4096;

    private final String build;

    /** @param build names the build, unlike any other */
    ClaimedFolder(String build) {
        this.build = build;
    }

    @Override
    public Integer invoke(File file, VirtualChannel channel) throws IOException {
        synchronized (ClaimedFolder.class) {
            Path folder = file.toPath();
            Files.createDirectories(folder);
            Path owner = folder.resolve(OWNER);
            if (build.equals(ownerIn(owner))) {
                return 0;
            }
            int deleted = 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, EVIDENCE)) {
                for (Path left : files) {
                    if (!Files.isDirectory(left, LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(left)) {
                        deleted++;
                    }
                }
            }
            // What lies there may be a link that a build has left to write through.
            Files.deleteIfExists(owner);
            Files.writeString(owner, build, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
            return deleted;
        }
    }

    /** Empty where nobody has claimed the folder. */
    private static String ownerIn(Path owner) throws IOException {
        return Files.isRegularFile(owner, LinkOption.NOFOLLOW_LINKS) && Files.size(owner) <= LONGEST
                ? new String(Files.readAllBytes(owner), StandardCharsets.UTF_8)
                : "";
    }
}
