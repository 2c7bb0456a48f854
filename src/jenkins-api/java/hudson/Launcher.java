package hudson;

import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.remoting.VirtualChannel;
import java.io.IOException;
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

    public VirtualChannel getChannel() {
        return channel;
    }

    public TaskListener getListener() {
        return listener;
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

    public final class ProcStarter {

        private ProcStarter() {}

        public Launcher.ProcStarter cmds(List<String> list) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter quiet(boolean flag) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter pwd(FilePath filePath) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter stdout(OutputStream outputStream) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter stderr(OutputStream outputStream) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter envs(Map<String, String> map) {
            throw new UnsupportedOperationException("signature only");
        }

        public Launcher.ProcStarter writeStdin() {
            throw new UnsupportedOperationException("signature only");
        }

        public Proc start() throws IOException {
            throw new UnsupportedOperationException("signature only");
        }
    }

    public static class LocalLauncher extends Launcher {

        public LocalLauncher(TaskListener taskListener) {
            super(taskListener, null);
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
    }
}
