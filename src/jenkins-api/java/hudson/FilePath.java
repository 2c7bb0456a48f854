package hudson;

import hudson.model.Computer;
import hudson.model.TaskListener;
import hudson.remoting.Callable;
import hudson.remoting.Future;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.FileFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URI;
import java.net.URL;
import java.nio.file.OpenOption;
import java.util.List;
import org.jenkinsci.remoting.RoleSensitive;
import org.jenkinsci.remoting.SerializableOnlyOverRemoting;

public final class FilePath implements SerializableOnlyOverRemoting {

    public FilePath(VirtualChannel virtualChannel, String text) {}

    public FilePath(File file) {}

    public FilePath(FilePath filePath, String text) {}

    public static String normalize(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public String getRemote() {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath absolutize() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean equals(Object value) {
        throw new UnsupportedOperationException("signature only");
    }

    public int hashCode() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean installIfNecessaryFrom(URL uRL, TaskListener taskListener, String text)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void copyFrom(URL uRL) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void copyFrom(InputStream inputStream) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void copyFrom(FilePath filePath) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public <T> T act(FilePath.FileCallable<T> fileCallable) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public <T> Future<T> actAsync(FilePath.FileCallable<T> fileCallable) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public <V, E extends Throwable> V act(Callable<V, E> callable) throws IOException, InterruptedException, E {
        throw new UnsupportedOperationException("signature only");
    }

    public <V> Callable<V, IOException> asCallableWith(FilePath.FileCallable<V> fileCallable) {
        throw new UnsupportedOperationException("signature only");
    }

    public URI toURI() throws IOException, InterruptedException {
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

    public String getBaseName() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getName() {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath sibling(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath child(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath getParent() {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath createTempFile(String text, String text2) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath createTextTempFile(String text, String text2, String text3)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath createTextTempFile(String text, String text2, String text3, boolean flag)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath createTempDir(String text, String text2) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean delete() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean exists() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public long lastModified() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void touch(long number) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isDirectory() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public long length() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void chmod(int number) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public int mode() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public List<FilePath> list() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public List<FilePath> list(FilePath filePath, OpenOption... openOptions) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public List<FilePath> list(FileFilter fileFilter) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath[] list(String text) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath[] list(String text, String text2) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public FilePath[] list(String text, String text2, boolean flag) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public InputStream read() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public InputStream read(FilePath filePath, OpenOption... openOptions) throws IOException, InterruptedException {
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

    public String digest() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void renameTo(FilePath filePath) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void copyTo(FilePath filePath) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void copyTo(OutputStream outputStream) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public int copyRecursiveTo(FilePath filePath) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public int copyRecursiveTo(String text, FilePath filePath) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public int copyRecursiveTo(String text, String text2, FilePath filePath) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public Launcher createLauncher(TaskListener taskListener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public String toString() {
        throw new UnsupportedOperationException("signature only");
    }

    public VirtualChannel getChannel() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isRemote() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isDescendant(String text) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public interface FileCallable<T> extends Serializable, RoleSensitive {

        T invoke(File file, VirtualChannel virtualChannel) throws IOException, InterruptedException;
    }
}
