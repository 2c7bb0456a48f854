package io.jenkins.plugins.seldon.node;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.seldon.helm.ChildCommand;
import io.jenkins.plugins.seldon.helm.ChildProcess;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.helm.child.ChildFolder;
import io.jenkins.plugins.seldon.helm.child.SharedLibrary;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import jenkins.MasterToSlaveFileCallable;

/**
 * Starts Helm's JVM on a node, with the Java that the agent itself runs on, outside of any container that the build may
 * be in: through the node's own launcher.
 */
final class NodeChildProcesses implements ChildProcesses {

    private static final String HOME = "seldon-analytics";
    private static final String FOLDERS = "helm";

    /** Marks a process as part of a build, so that Jenkins ends it with the build. */
    private static final List<String> BUILD_MARKS =
            List.of("JENKINS_NODE_COOKIE", "NODE_COOKIE", "JENKINS_SERVER_COOKIE");

    private final Node node;
    private final EnvVars build;

    /**
     * @param node where the build is
     * @param build the build's environment
     */
    NodeChildProcesses(Node node, EnvVars build) {
        this.node = node;
        this.build = build;
    }

    @Override
    public ChildProcess start(Consumer<String> output, Consumer<String> errors)
            throws IOException, InterruptedException {
        FilePath home = home();
        Launcher launcher = node.createLauncher(TaskListener.NULL);
        requireUnix(launcher);
        List<String> classPath = HelmLibraries.ofPlugin().on(home);
        Place place = home.child(FOLDERS).act(new Preparation());
        String library = classPath.get(0).replaceFirst("[^/]*$", SharedLibrary.BINARY);
        ChildCommand command = ChildCommand.embedded(place.java, classPath, library, place.folder, machine(place));
        FilePath folder = home.child(FOLDERS).child(new File(place.folder).getName());
        try {
            Proc process = launcher.launch()
                    .cmds(command.arguments())
                    .envs(environment(command, place))
                    .pwd(folder)
                    .quiet(true)
                    .stdout(new LineStream(output, LineStream.ANSWER))
                    .stderr(new LineStream(errors, LineStream.LOG))
                    .writeStdin()
                    .start();
            return new NodeChild(process, folder);
        } catch (IOException | RuntimeException e) {
            folder.deleteRecursive();
            throw e;
        }
    }

    /** Before anything is copied: a folder that only its owner may look into can't even be made there. */
    static void requireUnix(Launcher launcher) throws IOException {
        if (!launcher.isUnix()) {
            throw new IOException("the embedded Helm runs on Linux only, and an installed one by a POSIX shell, which a"
                    + " Windows agent does not have; use a Linux agent.");
        }
    }

    @Override
    public void remove(String folder) throws IOException, InterruptedException {
        FilePath path = home().child(FOLDERS).child(new File(folder).getName());
        if (!path.act(new Removal(Removal.GRACE))) {
            throw new IOException("Helm's folder " + folder + " is still there.");
        }
    }

    private FilePath home() throws IOException {
        FilePath root = node.getRootPath();
        if (root == null) {
            throw new IOException("the agent " + node.getNodeName() + " is not connected.");
        }
        return root.child(HOME);
    }

    /**
     * The agent's environment with what administrators set for the node, or for all: an agent started by other means than
     * Jenkins does not have that in its own. What a job sets is not asked: it could lead the cluster's login elsewhere.
     */
    private Map<String, String> machine(Place place) throws IOException, InterruptedException {
        Map<String, String> machine = new TreeMap<>(place.environment);
        Computer computer = node.toComputer();
        if (computer != null) {
            machine.putAll(computer.buildEnvironment(TaskListener.NULL));
        }
        return machine;
    }

    /** A launcher adds to the agent's own environment: what the child must not see is set to nothing. */
    private Map<String, String> environment(ChildCommand command, Place place) {
        Map<String, String> environment = new TreeMap<>();
        place.environment.keySet().forEach(name -> environment.put(name, ""));
        BUILD_MARKS.forEach(name -> {
            if (build.get(name) != null) {
                environment.put(name, build.get(name));
            }
        });
        environment.putAll(command.environment());
        return environment;
    }

    /** What the agent says of itself. */
    private static final class Place implements Serializable {

        private static final long serialVersionUID = 1L;

        private final String java;
        private final String folder;
        private final TreeMap<String, String> environment;

        Place(String java, String folder, Map<String, String> environment) {
            this.java = java;
            this.folder = folder;
            this.environment = new TreeMap<>(environment);
        }
    }

    /** Sweeps what dead children left, and makes a folder for a new one. */
    private static final class Preparation extends MasterToSlaveFileCallable<Place> {

        private static final long serialVersionUID = 1L;

        @Override
        public Place invoke(File folders, VirtualChannel channel) throws IOException {
            ChildFolder.sweep(folders.toPath(), Instant.now());
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            Path folder = ChildFolder.create(folders.toPath().toAbsolutePath()).path();
            return new Place(java.toString(), folder.toString(), System.getenv());
        }
    }

    /** Ends a child, at once or with a grace, and deletes its folder. */
    private static final class Removal extends MasterToSlaveFileCallable<Boolean> {

        private static final long serialVersionUID = 1L;
        private static final Duration GRACE = Duration.ofSeconds(10);

        private final Duration grace;

        Removal(Duration grace) {
            this.grace = grace;
        }

        @Override
        public Boolean invoke(File folder, VirtualChannel channel) throws IOException, InterruptedException {
            return new ChildFolder(folder.toPath()).remove(grace);
        }
    }

    private static final class NodeChild implements ChildProcess {

        private final Proc process;
        private final FilePath folder;
        private final NodeProcess running;

        NodeChild(Proc process, FilePath folder) {
            this.process = process;
            this.folder = folder;
            this.running = new NodeProcess(process, "helm-" + folder.getName());
        }

        @Override
        public String folder() {
            return folder.getRemote();
        }

        @Override
        public OutputStream input() {
            return process.getStdin();
        }

        @Override
        public OptionalInt await(Duration time) throws InterruptedException {
            return running.await(time);
        }

        @Override
        public void remove() throws IOException, InterruptedException {
            if (!folder.act(new Removal(Duration.ZERO))) {
                throw new IOException("Helm's folder " + folder.getRemote() + " is still there.");
            }
        }
    }
}
