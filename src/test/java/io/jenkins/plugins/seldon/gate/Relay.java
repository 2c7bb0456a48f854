package io.jenkins.plugins.seldon.gate;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.seldon.fixture.prometheus.ScrapeTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * What may stand between a pod's metrics page and Prometheus: it passes the page on slowly, late, or with other labels. The
 * page itself, as a gate reads it, stays as it is.
 */
final class Relay implements AutoCloseable {

    private final ScrapeTarget pod;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean failing;

    private Relay(ScrapeTarget pod, Duration takes, UnaryOperator<String> change) {
        this.pod = pod;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            Traffic.pause(takes);
            byte[] page = change.apply(page()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(failing ? 500 : 200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
    }

    /** One that rewrites the page, as a scrape's {@code metric_relabel_configs} do. */
    static Relay rewriting(ScrapeTarget pod, UnaryOperator<String> change) {
        return new Relay(pod, Duration.ZERO, change);
    }

    /** One that answers each scrape with what it read at the one before, as an agent between does that collects by itself. */
    static Relay late(ScrapeTarget pod) {
        AtomicReference<String> last = new AtomicReference<>("");
        return new Relay(pod, Duration.ZERO, last::getAndSet);
    }

    /** One that reads the page only so long after it was asked, as a busy pod answers. */
    static Relay slow(ScrapeTarget pod, Duration takes) {
        return new Relay(pod, takes, page -> page);
    }

    /** Fails each scrape from now on, or none any more. */
    void fail(boolean each) {
        failing = each;
    }

    private String page() {
        try {
            return new String(pod.metrics().toURL().openStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Prometheus scrapes in the pod's place, with its labels. */
    ScrapeTarget target() {
        return new ScrapeTarget(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics"), pod.labels());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
