package hudson.util;

import hudson.model.TaskListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
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

    public StreamTaskListener(OutputStream outputStream) {
        this(outputStream, StandardCharsets.UTF_8);
    }

    public StreamTaskListener(OutputStream outputStream, Charset charset) {
        this.out = new PrintStream(outputStream, true, charset);
        this.charset = charset;
    }

    public static StreamTaskListener fromStdout() {
        return new StreamTaskListener(System.out);
    }

    public static StreamTaskListener fromStderr() {
        return new StreamTaskListener(System.err);
    }

    public PrintStream getLogger() {
        return out;
    }

    public Charset getCharset() {
        return charset;
    }

    public void close() throws IOException {
        out.close();
    }

    public void closeQuietly() {
        out.close();
    }
}
