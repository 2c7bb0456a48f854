package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The addresses of one host; the one that last took a connection comes first. A lookup is given up when the time for it is
 * over. Thread-safe.
 */
final class Addresses {

    private static final long KNOWN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String host;
    private volatile Known known = new Known(List.of(), 0);
    private volatile InetAddress preferred;

    private record Known(List<InetAddress> addresses, long until) {}

    Addresses(String host) {
        this.host = host;
    }

    /** @throws ExchangeFailure when there are none, or none in time */
    List<InetAddress> get(long dueAt) throws IOException {
        Known last = known;
        List<InetAddress> addresses = last.until > Connection.now() ? last.addresses : lookUp(dueAt);
        InetAddress first = preferred;
        if (first == null || !addresses.contains(first)) {
            return addresses;
        }
        List<InetAddress> ordered = new ArrayList<>(addresses);
        ordered.remove(first);
        ordered.add(0, first);
        return ordered;
    }

    /** An address took a connection. */
    void prefer(InetAddress address) {
        preferred = address;
    }

    private List<InetAddress> lookUp(long dueAt) throws IOException {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(host));
        Thread thread = new Thread(lookup, "seldon-analytics lookup");
        thread.setDaemon(true);
        thread.start();
        try {
            List<InetAddress> found = List.of(lookup.get(Math.max(1, dueAt - Connection.now()), TimeUnit.NANOSECONDS));
            known = new Known(found, Connection.now() + KNOWN_NANOS);
            return found;
        } catch (TimeoutException e) {
            throw new ExchangeFailure(ExchangeFailure.Kind.UNCONNECTED, "still looking up the host " + host, e);
        } catch (ExecutionException e) {
            String clause = e.getCause() instanceof UnknownHostException
                    ? "there is no host " + host
                    : "the host " + host + " can't be looked up";
            throw new ExchangeFailure(ExchangeFailure.Kind.CONNECT, clause, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExchangeFailure(ExchangeFailure.Kind.ENDED, "the burst was ended", e);
        }
    }
}
