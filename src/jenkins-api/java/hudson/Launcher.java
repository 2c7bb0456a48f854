package hudson;

import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.remoting.VirtualChannel;
import hudson.util.ArgumentListBuilder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

public abstract class Launcher {

    protected final TaskListener listener;

    protected final VirtualChannel channel;

    protected Launcher(TaskListener taskListener, VirtualChannel virtualChannel) {
        this.listener = taskListener;
        this.channel = virtualChannel;
    }

    protected Launcher(Launcher launcher) {
        this(launcher.listener, launcher.channel);
    }

    public VirtualChannel getChannel() {
        return channel;
    }

    public TaskListener getListener() {
        return listener;
    }

    public Computer getComputer() {
        throw new UnsupportedOperationException("signature only");
    }

    public final Launcher.ProcStarter launch() {
        throw new UnsupportedOperationException("signature only");
    }

    public abstract Proc launch(Launcher.ProcStarter procStarter) throws IOException;

    public abstract Channel launchChannel(
            String[] strings, OutputStream outputStream, FilePath filePath, Map<String, String> map)
            throws IOException, InterruptedException;

    public boolean isUnix() {
        throw new UnsupportedOperationException("signature only");
    }

    public abstract void kill(Map<String, String> map) throws IOException, InterruptedException;

    public final Launcher decorateFor(Node node) {
        throw new UnsupportedOperationException("signature only");
    }

    public final Launcher decorateByPrefix(String... strings) {
        throw new UnsupportedOperationException("signature only");
    }

    public final Launcher decorateByEnv(EnvVars envVars) {
        throw new UnsupportedOperationException("signature only");
    }

    public final class ProcStarter {

        protected boolean[] masks;

        protected FilePath pwd;

        protected OutputStream stdout;

        protected OutputStream stderr;

        protected InputStream stdin;

        protected String[] envs;

        public ProcStarter() {}

        public Launcher.ProcStarter cmds(String... strings) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter cmds(File file, String... strings) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter cmds(List<String> list) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter cmds(ArgumentListBuilder argumentListBuilder) {
            throw new UnsupportedOperationException("signature only");
        }

        public List<String> cmds() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter masks(boolean... flags) {
            throw new UnsupportedOperationException("signature only");
        }

        public boolean[] masks() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter quiet(boolean flag) {
            throw new UnsupportedOperationException("signature only");
        }

        public boolean quiet() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter pwd(FilePath filePath) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter pwd(File file) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter pwd(String text) {
            throw new UnsupportedOperationException("signature only");
        }

        public FilePath pwd() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter stdout(OutputStream outputStream) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter stdout(TaskListener taskListener) {
            throw new UnsupportedOperationException("signature only");
        }

        public OutputStream stdout() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter stderr(OutputStream outputStream) {
            throw new UnsupportedOperationException("signature only");
        }

        public OutputStream stderr() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter stdin(InputStream inputStream) {
            throw new UnsupportedOperationException("signature only");
        }

        public InputStream stdin() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter envs(Map<String, String> map) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter envs(String... strings) {
            throw new UnsupportedOperationException("signature only");
        }

        public String[] envs() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter readStdout() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter readStderr() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter writeStdin() {
            throw new UnsupportedOperationException("signature only");
        }

        public Proc start() throws IOException {
            throw new UnsupportedOperationException("signature only");
        }

        public int join() throws IOException, InterruptedException {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter copy() {
            throw new UnsupportedOperationException("signature only");
        }
    }

    public static class LocalLauncher extends Launcher {

        public LocalLauncher(TaskListener taskListener) {
            super(taskListener, null);
        }

        public LocalLauncher(TaskListener taskListener, VirtualChannel virtualChannel) {
            super(taskListener, virtualChannel);
        }

        public Proc launch(Launcher.ProcStarter procStarter) throws IOException {
            throw new UnsupportedOperationException("signature only");
        }

        public Channel launchChannel(
                String[] strings, OutputStream outputStream, FilePath filePath, Map<String, String> map)
                throws IOException {
            throw new UnsupportedOperationException("signature only");
        }

        public void kill(Map<String, String> map) throws InterruptedException {
            throw new UnsupportedOperationException("signature only");
        }

        public Channel launchChannel(OutputStream outputStream, ProcessBuilder processBuilder) throws IOException {
            throw new UnsupportedOperationException("signature only");
        }
    }

    public static class DecoratedLauncher extends Launcher {

        public DecoratedLauncher(Launcher launcher) {
            super(launcher);
        }

        public Proc launch(Launcher.ProcStarter procStarter) throws IOException {
            throw new UnsupportedOperationException("signature only");
        }

        public Channel launchChannel(
                String[] strings, OutputStream outputStream, FilePath filePath, Map<String, String> map)
                throws IOException, InterruptedException {
            throw new UnsupportedOperationException("signature only");
        }

        public void kill(Map<String, String> map) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("signature only");
        }

        public boolean isUnix() {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher getInner() {
            throw new UnsupportedOperationException("signature only");
        }
    }
}
