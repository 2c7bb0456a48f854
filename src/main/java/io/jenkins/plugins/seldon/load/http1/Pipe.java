package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Bytes to and from a server, below TLS. Used by one thread at a time, but for {@link #close}, which any thread may call and
 * which wakes the other.
 */
interface Pipe {

    /** Waits at most that long. */
    void connect(InetSocketAddress address, int millis) throws IOException;

    /** @return how many bytes, -1 at the end; 0 in a selector where none are there */
    int read(byte[] bytes, int from, int length) throws IOException;

    /** @return how many bytes were taken: all of them, but in a selector no more than there is room for */
    int write(byte[] bytes, int from, int length) throws IOException;

    /** From now on a selector tells when there is something to read, and nothing blocks. Not over SOCKS: sockets have none. */
    SelectionKey join(Selector selector, Object attachment) throws IOException;

    /** Out of the selector: it blocks again. */
    void leave(SelectionKey key) throws IOException;

    /** Whether the server has neither closed it nor sent anything that nobody asked for. What was sent is lost. */
    boolean isQuiet();

    /** What TLS is laid over. */
    Socket socket();

    void close();

    /** A pipe without a proxy of sockets, or through one. */
    static Pipe open(Proxy proxy) throws IOException {
        return proxy.type() == Proxy.Type.SOCKS ? new OfSocket(new Socket(proxy)) : new OfChannel();
    }

    /** Asked without a wait whether it is closed, which Java's sockets can't be. */
    final class OfChannel implements Pipe {

        /** Java copies what is read and written through a buffer of that size, one for each thread. */
        private static final int MOST_AT_ONCE = 64 * 1024;

        private final SocketChannel channel = SocketChannel.open();
        private final ByteBuffer one = ByteBuffer.allocate(1);

        OfChannel() throws IOException {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }

        @Override
        public void connect(InetSocketAddress address, int millis) throws IOException {
            channel.socket().connect(address, millis);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(bytes, from, Math.min(length, MOST_AT_ONCE)));
        }

        @Override
        public int write(byte[] bytes, int from, int length) throws IOException {
            int at = from;
            for (int taken = 1; taken > 0 && at < from + length; at += taken) {
                taken = channel.write(ByteBuffer.wrap(bytes, at, Math.min(from + length - at, MOST_AT_ONCE)));
            }
            return at - from;
        }

        @Override
        public SelectionKey join(Selector selector, Object attachment) throws IOException {
            channel.configureBlocking(false);
            return channel.register(selector, SelectionKey.OP_READ, attachment);
        }

        @Override
        public void leave(SelectionKey key) throws IOException {
            key.cancel();
            channel.configureBlocking(true);
        }

        @Override
        public boolean isQuiet() {
            try {
                boolean blocks = channel.isBlocking();
                if (blocks) {
                    channel.configureBlocking(false);
                }
                boolean quiet = channel.read(one.clear()) == 0;
                if (blocks) {
                    channel.configureBlocking(true);
                }
                return quiet;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public Socket socket() {
            return channel.socket();
        }

        @Override
        public void close() {
            closeQuietly(channel);
        }
    }

    /** Through a proxy of sockets, which Java has for sockets only. */
    final class OfSocket implements Pipe {

        private final Socket socket;

        OfSocket(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
        }

        @Override
        public void connect(InetSocketAddress address, int millis) throws IOException {
            socket.connect(address, millis);
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return socket.getInputStream().read(bytes, from, length);
        }

        @Override
        public int write(byte[] bytes, int from, int length) throws IOException {
            socket.getOutputStream().write(bytes, from, length);
            return length;
        }

        @Override
        public SelectionKey join(Selector selector, Object attachment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void leave(SelectionKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isQuiet() {
            try {
                socket.setSoTimeout(1);
                socket.getInputStream().read();
                return false;
            } catch (SocketTimeoutException e) {
                return restored();
            } catch (IOException e) {
                return false;
            }
        }

        private boolean restored() {
            try {
                socket.setSoTimeout(0);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public Socket socket() {
            return socket;
        }

        @Override
        public void close() {
            closeQuietly(socket);
        }
    }

    private static void closeQuietly(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            // It is of no use any more either way.
        }
    }
}
