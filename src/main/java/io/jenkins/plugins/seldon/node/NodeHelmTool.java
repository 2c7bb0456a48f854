package io.jenkins.plugins.seldon.node;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import hudson.model.Node;
import hudson.remoting.VirtualChannel;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.seldon.helm.tool.HelmTool;
import io.jenkins.plugins.seldon.helm.tool.ToolFolder;
import io.jenkins.plugins.seldon.settings.HelmInstallation;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import jenkins.MasterToSlaveFileCallable;

/**
 * A {@code helm} executable where the build's programs run: through the launcher of the step's context, so also in a
 * container around the step. Its folder is beside the workspace, which such containers see as well.
 */
final class NodeHelmTool implements HelmTool {

    private final String name;
    private final Node node;
    private final Launcher launcher;
    private final EnvVars environment;
    private final FilePath workspace;

    NodeHelmTool(String name, Node node, Launcher launcher, EnvVars environment, FilePath workspace) {
        this.name = name;
        this.node = node;
        this.launcher = launcher;
        this.environment = environment;
        this.workspace = workspace;
    }

    @Override
    public String label() {
        return isOnPath() ? "helm on the PATH" : "Helm installation '" + name + "'";
    }

    @Override
    public Session open() throws IOException, InterruptedException {
        if (!launcher.isUnix()) {
            throw new IOException("it is started by a POSIX shell, which a Windows agent does not have.");
        }
        String executable = isOnPath()
                ? "helm"
                : HelmInstallation.named(name)
                        .forNode(node, launcher.getListener())
                        .forEnvironment(environment)
                        .executable(launcher.getChannel());
        FilePath folders = folders();
        return new NodeSession(folders.child(folders.act(new Opening())), executable);
    }

    @Override
    public Optional<Session> reopen(String folder) throws IOException, InterruptedException {
        FilePath left = folders().child(new File(folder).getName());
        return left.exists() ? Optional.of(new NodeSession(left, "")) : Optional.empty();
    }

    private boolean isOnPath() {
        return Platform.HELM_ON_PATH.equals(name);
    }

    private FilePath folders() throws IOException, InterruptedException {
        FilePath folders = WorkspaceList.tempDir(workspace);
        if (folders == null) {
            throw new IOException("the workspace " + workspace.getRemote() + " has no place for a folder beside it.");
        }
        folders.mkdirs();
        return folders;
    }

    private final class NodeSession implements Session {

        private final FilePath folder;
        private final String executable;

        NodeSession(FilePath folder, String executable) {
            this.folder = folder;
            this.executable = executable;
        }

        @Override
        public String folder() {
            return folder.getRemote();
        }

        @Override
        public String executable() {
            return executable;
        }

        @Override
        public void write(Map<String, byte[]> files) throws IOException, InterruptedException {
            folder.act(new Writing(files));
        }

        @Override
        public byte[] read(String file) throws IOException, InterruptedException {
            try (InputStream in = folder.child(file).read()) {
                return ToolFolder.output(in);
            }
        }

        @Override
        public byte[] readArchive(String subfolder) throws IOException, InterruptedException {
            return folder.act(new ArchiveReading(subfolder));
        }

        @Override
        public Running start(String script, String... arguments) throws IOException {
            List<String> command =
                    new ArrayList<>(List.of("sh", folder.child(script).getRemote()));
            command.addAll(List.of(arguments));
            LastLines said = new LastLines();
            Proc process = launcher.launch()
                    .cmds(command)
                    .envs(environment)
                    .pwd(folder)
                    .quiet(true)
                    .stdout(new LineStream(said, LineStream.LOG))
                    .stderr(new LineStream(said, LineStream.LOG))
                    .start();
            return new Script(new NodeProcess(process, folder.getName()), said);
        }

        @Override
        public void remove() throws IOException, InterruptedException {
            if (!folder.act(new Removal())) {
                throw new IOException("Helm's folder " + folder.getRemote() + " is still there.");
            }
        }
    }

    /** Sweeps what dead runs left, and makes a folder for a new one. Answers its name. */
    private static final class Opening extends MasterToSlaveFileCallable<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public String invoke(File folders, VirtualChannel channel) throws IOException, InterruptedException {
            ToolFolder.sweep(folders.toPath(), Instant.now());
            Path name = ToolFolder.create(folders.toPath()).path().getFileName();
            return String.valueOf(name);
        }
    }

    /** Writes files into the folder. */
    private static final class Writing extends MasterToSlaveFileCallable<Void> {

        private static final long serialVersionUID = 1L;

        private final TreeMap<String, byte[]> files;

        Writing(Map<String, byte[]> files) {
            this.files = new TreeMap<>(files);
        }

        @Override
        public Void invoke(File folder, VirtualChannel channel) throws IOException {
            new ToolFolder(folder.toPath()).write(files);
            return null;
        }
    }

    /** Reads the archive that Helm left. */
    private static final class ArchiveReading extends MasterToSlaveFileCallable<byte[]> {

        private static final long serialVersionUID = 1L;

        private final String subfolder;

        ArchiveReading(String subfolder) {
            this.subfolder = subfolder;
        }

        @Override
        public byte[] invoke(File folder, VirtualChannel channel) throws IOException {
            return new ToolFolder(folder.toPath()).readArchive(subfolder);
        }
    }

    /** Ends what still runs in the folder, with a short grace, and deletes it. */
    private static final class Removal extends MasterToSlaveFileCallable<Boolean> {

        private static final long serialVersionUID = 1L;
        private static final Duration GRACE = Duration.ofSeconds(5);

        @Override
        public Boolean invoke(File folder, VirtualChannel channel) throws IOException, InterruptedException {
            return new ToolFolder(folder.toPath()).remove(GRACE);
        }
    }
    /** A script at work, and what it says of itself. */
    private record Script(NodeProcess process, LastLines output) implements Running {

        @Override
        public String said() {
            return output.toString();
        }

        @Override
        public OptionalInt await(Duration time) throws InterruptedException {
            return process.await(time);
        }
    }
}
