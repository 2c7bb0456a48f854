package hudson;

import hudson.model.Computer;
import hudson.remoting.Callable;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import org.jenkinsci.remoting.RoleSensitive;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

public final class FilePath implements SerializableOnlyOverRemoting {

    public FilePath(File file) {}

    public String getRemote() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean equals(Object value) {
        throw new UnsupportedOperationException("signature only");
    }

    public int hashCode() {
        throw new UnsupportedOperationException("signature only");
    }

    public void copyFrom(InputStream inputStream) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public <T> T act(FilePath.FileCallable<T> fileCallable) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public <V, E extends Throwable> V act(Callable<V, E> callable) throws IOException, InterruptedException, E {
        throw new UnsupportedOperationException("signature only");
    }

    public Computer toComputer() {
        throw new UnsupportedOperationException("signature only");
    }

    public void mkdirs() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void deleteRecursive() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void deleteContents() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public String getName() {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath child(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath getParent() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean exists() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isDirectory() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public InputStream read() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public String readToString() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public OutputStream write() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void write(String text, String text2) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public String toString() {
        throw new UnsupportedOperationException("signature only");
    }

    public VirtualChannel getChannel() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isDescendant(String text) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public interface FileCallable<T> extends Serializable, RoleSensitive {

        T invoke(File file, VirtualChannel virtualChannel) throws IOException, InterruptedException;
    }
}
