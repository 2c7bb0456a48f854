package io.jenkins.plugins.seldon.kubernetes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Calls to an API server that need nothing of each other, made at the same time instead of one after the other: four at
 * most, on threads that end with this. What a call throws comes to whoever asks for its answer; calls that nobody waits
 * for any more are interrupted by {@link #close()}.
 *
 * <p>Not on the controller's pool of calls: the thread of an installation waits here for these, and threads that wait in a
 * bounded pool for others of the same pool may wait for ever; nor does an aborted build's call end there before its time-out.
 * There are as many of these as builds and forms that check an installation, and for as long.
 */
public final class AtOnce implements AutoCloseable {

    /** As many as one API server gets of the controller at a time. */
    private static final int MOST = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(MOST, call -> {
        Thread thread = new Thread(call, "seldon-analytics-call");
        thread.setDaemon(true);
        return thread;
    });

    /** What a call answers. */
    @FunctionalInterface
    public interface Answer<T> {

        /** Waits for it, and throws what the call threw. */
        T get() throws InterruptedException;
    }

    /** Makes a call soon. */
    public <T> Answer<T> begin(Supplier<T> call) {
        Future<T> answer = threads.submit(call::get);
        return () -> get(answer);
    }

    /** The answers of the same call for each of these, in their order. */
    public static <T, R> List<R> each(Collection<T> items, Function<T, R> call) throws InterruptedException {
        try (AtOnce calls = new AtOnce()) {
            List<Answer<R>> begun = new ArrayList<>();
            items.forEach(item -> begun.add(calls.begin(() -> call.apply(item))));
            List<R> answers = new ArrayList<>();
            for (Answer<R> answer : begun) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private static <T> T get(Future<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
