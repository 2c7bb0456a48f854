package io.jenkins.plugins.seldon.readiness.watch;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how many watches are open: each takes a thread of the transport. One API server gets no more than half of what there
 * may be, so that one with any number of namespaces or kinds leaves room for others. Thread-safe.
 */
public final class OpenWatches {

    private final int most;
    private final Map<String, Integer> byServer = new HashMap<>();
    private int all;

    /** @param most how many there may be */
    public OpenWatches(int most) {
        this.most = most;
    }

    /** What one API server may have of them. */
    public final class Share {

        private final String server;

        private Share(String server) {
            this.server = server;
        }

        /** Whether one more may begin; if so, {@link #end} has to be called once. */
        boolean begin() {
            synchronized (OpenWatches.this) {
                int own = byServer.getOrDefault(server, 0);
                if (all >= most || own >= (most + 1) / 2) {
                    return false;
                }
                byServer.put(server, own + 1);
                all++;
                return true;
            }
        }

        /** One that had begun has ended. */
        void end() {
            synchronized (OpenWatches.this) {
                byServer.computeIfPresent(server, (name, own) -> own == 1 ? null : own - 1);
                all--;
            }
        }
    }

    /** The share of a server. */
    public Share of(String server) {
        return new Share(server);
    }

    /** How many are open now. */
    public synchronized int size() {
        return all;
    }
}
