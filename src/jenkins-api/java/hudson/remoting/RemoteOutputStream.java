package hudson.remoting;

import java.io.IOException;
import java.io.OutputStream;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

public final class RemoteOutputStream extends OutputStream implements SerializableOnlyOverRemoting {
    private static final long serialVersionUID = 1L;

    private final transient OutputStream core;

    public RemoteOutputStream(OutputStream outputStream) {
        this.core = outputStream;
    }

    public void write(int number) throws IOException {
        core.write(number);
    }

    public void write(byte[] values) throws IOException {
        core.write(values);
    }

    public void write(byte[] values, int number, int number2) throws IOException {
        core.write(values, number, number2);
    }

    public void flush() throws IOException {
        core.flush();
    }

    public void close() throws IOException {
        core.close();
    }
}
