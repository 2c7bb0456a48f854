package io.jenkins.plugins.seldon.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One fabric8 client per cluster and user for everybody who needs one at the time: made for the first, closed when the
 * last lets go. Nobody else closes a client, nor anything adapted from it (closing an adapted client closes its parent).
 *
 * <p>Thread-safe. Making a client does no I/O.
 */
public final class SharedClients implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger(SharedClients.class.getName());

    private final Function<ClusterConnection, KubernetesClient> factory;
    private final Map<String, Shared> byIdentity = new HashMap<>();

    /** Clients that connect as their kubeconfigs say, with no other proxy. */
    public SharedClients() {
        this(ApiClients::create);
    }

    /**
     * Clients that reach their servers by another way than their connections say.
     *
     * @param routing adds to a connection what the way there needs, such as a proxy
     */
    public static SharedClients routed(UnaryOperator<ClusterConnection> routing) {
        return new SharedClients(connection -> ApiClients.create(asLong(connection, routing.apply(connection))));
    }

    /** Another way ends no login later. */
    private static ClusterConnection asLong(ClusterConnection connection, ClusterConnection routed) {
        return connection.until() == null ? routed : routed.endingAt(connection.until());
    }

    SharedClients(Function<ClusterConnection, KubernetesClient> factory) {
        this.factory = factory;
    }

    /**
     * The right to use a client until closed; closing it again does nothing.
     */
    public interface Lease extends AutoCloseable {

        /** The shared client: its namespace is not that of any one holder, so name the namespace in each request. */
        KubernetesClient client();

        @Override
        void close();
    }

    /**
     * The client of a connection.
     *
     * @throws InvalidConnectionException if the connection's certificates or key can't be used
     */
    public synchronized Lease lease(ClusterConnection connection) {
        String identity = connection.identity();
        Shared shared = byIdentity.get(identity);
        if (shared == null) {
            shared = new Shared(identity, factory.apply(connection));
            byIdentity.put(identity, shared);
            LOGGER.log(Level.FINE, "Opened a client for {0}.", connection.server());
        }
        shared.holders++;
        return new HeldLease(shared);
    }

    /** How many clients are open now. */
    public synchronized int size() {
        return byIdentity.size();
    }

    /** Closes every client, whoever holds it: for the end of the process. */
    @Override
    public synchronized void close() {
        byIdentity.values().forEach(shared -> shared.client.close());
        byIdentity.clear();
    }

    private synchronized void release(Shared shared) {
        shared.holders--;
        if (shared.holders == 0 && byIdentity.remove(shared.identity, shared)) {
            shared.client.close();
            LOGGER.log(Level.FINE, "Closed the client for {0}.", shared.client.getMasterUrl());
        }
    }

    private static final class Shared {

        private final String identity;
        private final KubernetesClient client;
        private int holders;

        Shared(String identity, KubernetesClient client) {
            this.identity = identity;
            this.client = client;
        }
    }

    private final class HeldLease implements Lease {

        private final Shared shared;
        private final AtomicBoolean closed = new AtomicBoolean();

        HeldLease(Shared shared) {
            this.shared = shared;
        }

        @Override
        public KubernetesClient client() {
            return shared.client;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release(shared);
            }
        }
    }
}
