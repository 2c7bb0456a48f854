package hudson;

import java.io.File;
import java.io.IOException;

public final class XmlFile {

    public XmlFile(File file) {}

    public File getFile() {
        throw new UnsupportedOperationException("signature only");
    }

    public Object read() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public Object unmarshal(Object value) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public void write(Object value) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean exists() {
        throw new UnsupportedOperationException("signature only");
    }

    public void delete() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public void mkdirs() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public String toString() {
        throw new UnsupportedOperationException("signature only");
    }

    public String asString() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }
}
