package io.jenkins.plugins.seldon.load.http1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers with whatever bytes a test wants, connection by connection. */
final class RawServer implements Closeable {

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    /** What is done with the requests of one connection. */
    interface Script {

        void serve(Peer peer) throws IOException;
    }

    /** The server's end of a connection. */
    final class Peer {

        private final Socket socket;
        private final int number;

        private Peer(Socket socket, int number) {
            this.socket = socket;
            this.number = number;
        }

        /** From 1. */
        int number() {
            return number;
        }

        Socket socket() {
            return socket;
        }

        /** The next request, with its body; null when there is none. */
        String request() throws IOException {
            String head = head();
            if (head == null) {
                return null;
            }
            Matcher length = LENGTH.matcher(head);
            String body =
                    length.find() ? text(socket.getInputStream().readNBytes(Integer.parseInt(length.group(1)))) : "";
            return head + body;
        }

        /** The next request, but for its body. */
        String head() throws IOException {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int c = in.read(); c >= 0; c = in.read()) {
                bytes.write(c);
                if (c == '\n' && text(bytes.toByteArray()).endsWith("\r\n\r\n")) {
                    requests.add(text(bytes.toByteArray()));
                    return text(bytes.toByteArray());
                }
            }
            return null;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        private String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    RawServer(Script script) throws IOException {
        this(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), script);
    }

    RawServer(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
        start(this::accept);
    }

    /** Answers every request with the same bytes, on connections that stay open. */
    static RawServer answering(String answer) throws IOException {
        return new RawServer(peer -> {
            while (peer.request() != null) {
                peer.send(answer);
            }
        });
    }

    /** A plain answer with a body. */
    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                Peer peer = new Peer(socket, connections.incrementAndGet());
                start(() -> serve(peer));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Peer peer) {
        try {
            script.serve(peer);
        } catch (IOException e) {
            // The other side went away, as tests want it to.
        } finally {
            closeQuietly(peer.socket());
            open.remove(peer.socket());
            ended.incrementAndGet();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "raw server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/predict?a=b";
    }

    /** Heads of the requests that came. */
    Queue<String> requests() {
        return requests;
    }

    /** Connections that were taken. */
    int connections() {
        return connections.get();
    }

    /** Connections that this side has closed. */
    int ended() {
        return ended.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(RawServer::closeQuietly);
    }

    static void pause(long millis) {
        try {
            new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void closeQuietly(Closeable what) {
        try {
            what.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }
}
