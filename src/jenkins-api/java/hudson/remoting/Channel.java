package hudson.remoting;

import java.io.Closeable;
import java.io.IOException;
import java.net.URL;

public class Channel implements VirtualChannel, Closeable {

    public boolean isOutClosed() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isClosingOrClosed() {
        throw new UnsupportedOperationException("signature only");
    }

    public <T> T export(Class<T> type, T value) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean preloadJar(Callable<?, ?> callable, Class<?>... classs) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean preloadJar(ClassLoader classLoader, Class<?>... classs) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean preloadJar(ClassLoader classLoader, URL... uRLs) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public <V, T extends Throwable> V call(Callable<V, T> callable) throws IOException, T, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public <V, T extends Throwable> Future<V> callAsync(Callable<V, T> callable) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public void addListener(Channel.Listener listener) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean removeListener(Channel.Listener listener) {
        throw new UnsupportedOperationException("signature only");
    }

    public synchronized void join() throws InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isInClosed() {
        throw new UnsupportedOperationException("signature only");
    }

    public synchronized void join(long number) throws InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public void close() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public void close(Throwable throwable) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public Object getRemoteProperty(Object value) {
        throw new UnsupportedOperationException("signature only");
    }

    public void syncLocalIO() throws InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    public String getName() {
        throw new UnsupportedOperationException("signature only");
    }

    public String toString() {
        throw new UnsupportedOperationException("signature only");
    }

    public static Channel current() {
        throw new UnsupportedOperationException("signature only");
    }

    public static Channel currentOrFail() throws IllegalStateException {
        throw new UnsupportedOperationException("signature only");
    }

    private Channel() {}

    public abstract static class Listener {

        public Listener() {}

        public void onClosed(Channel channel, IOException iOException) {
            throw new UnsupportedOperationException("signature only");
        }
    }
}
