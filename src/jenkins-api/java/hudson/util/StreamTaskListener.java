package hudson.util;

import hudson.model.TaskListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

public class StreamTaskListener implements TaskListener, Closeable {
    private static final long serialVersionUID = 1L;

    private final transient PrintStream out;

    private final transient Charset charset;

    public StreamTaskListener(PrintStream printStream) {
        this.out = printStream;
        this.charset = StandardCharsets.UTF_8;
    }

    public PrintStream getLogger() {
        return out;
    }

    public void close() throws IOException {
        out.close();
    }
}
