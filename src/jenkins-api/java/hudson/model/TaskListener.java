package hudson.model;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

public interface TaskListener extends SerializableOnlyOverRemoting {
    TaskListener NULL = () -> new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    PrintStream getLogger();

    default Charset getCharset() {
        return StandardCharsets.UTF_8;
    }

    default void hyperlink(String url, String text) throws IOException {
        getLogger().print(text);
    }

    default PrintWriter error(String message) {
        PrintWriter writer = new PrintWriter(getLogger(), true, getCharset());
        writer.println("ERROR: " + message);
        return writer;
    }

    default PrintWriter error(String format, Object... args) {
        return error(String.format(format, args));
    }

    default PrintWriter fatalError(String message) {
        PrintWriter writer = new PrintWriter(getLogger(), true, getCharset());
        writer.println("FATAL: " + message);
        return writer;
    }

    default PrintWriter fatalError(String format, Object... args) {
        return fatalError(String.format(format, args));
    }
}
