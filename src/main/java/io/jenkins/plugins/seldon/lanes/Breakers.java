package io.jenkins.plugins.seldon.lanes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Circuit breakers by host, for calls that block the thread that makes them. Thread-safe. */
public final class Breakers {

    private static final int REMEMBERED = 1_000;

    private final LongSupplier nanoTime;
    private final Map<String, Breaker> breakers = new LinkedHashMap<>();

    /** @param nanoTime as {@link System#nanoTime} */
    public Breakers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * A call to a host.
     *
     * @param <T> what it returns
     * @param <E> what it throws
     */
    @FunctionalInterface
    public interface Call<T, E extends Exception> {
        T make() throws E;
    }

    /** Why a call to the host must not be made now: what it failed with after a long time. */
    public synchronized Optional<Throwable> refusal(String host) {
        Breaker breaker = breakers.get(host);
        return breaker == null ? Optional.empty() : breaker.refusal(nanoTime.getAsLong());
    }

    /** Makes a call that was not refused, and remembers how it ended. */
    public <T, E extends Exception> T call(String host, Call<T, E> call) throws E {
        long began = nanoTime.getAsLong();
        Throwable thrown = null;
        try {
            return call.make();
        } catch (Throwable e) {
            thrown = e;
            throw e;
        } finally {
            ended(host, began, thrown);
        }
    }

    private synchronized void ended(String host, long began, Throwable thrown) {
        Breaker breaker = breakers.computeIfAbsent(host, name -> new Breaker());
        breaker.ended(began, nanoTime.getAsLong(), thrown);
        if (breaker.isClosed()) {
            breakers.remove(host);
        } else if (breakers.size() > REMEMBERED) {
            breakers.remove(breakers.keySet().iterator().next());
        }
    }
}
