package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes to and from a server, below TLS. One thread at a time; {@link #close} from any, and it wakes the other. */
interface Pipe {

    /** Waits at most that long. */
    void connect(InetSocketAddress address, int millis) throws IOException;

    /** @return how many bytes, -1 at the end */
    int read(byte[] bytes, int from, int length) throws IOException;

    void write(byte[] bytes, int from, int length) throws IOException;

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
        public void write(byte[] bytes, int from, int length) throws IOException {
            for (int at = from; at < from + length; ) {
                at += channel.write(ByteBuffer.wrap(bytes, at, Math.min(from + length - at, MOST_AT_ONCE)));
            }
        }

        @Override
        public boolean isQuiet() {
            try {
                channel.configureBlocking(false);
                boolean quiet = channel.read(one.clear()) == 0;
                channel.configureBlocking(true);
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
        public void write(byte[] bytes, int from, int length) throws IOException {
            socket.getOutputStream().write(bytes, from, length);
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
