package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.load.http1.Route;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries predictions to a model and judges the answers. Used by many threads at once: over REST, or over
 * gRPC where a plan has a call of it.
 */
interface PredictionTransport extends AutoCloseable {

    /** @throws IOException with a sentence, when the plan can't be carried out at all */
    static PredictionTransport open(LoadPlan plan, Route.Choice routes) throws IOException {
        return plan.grpc().isGiven() ? new GrpcTransport(plan, routes) : new RestTransport(plan, routes);
    }

    /** Makes the transport of a plan. */
    interface Opener {

        /** @throws IOException with a sentence, when the plan can't be carried out at all */
        PredictionTransport open(LoadPlan plan) throws IOException;
    }

    /**
     * An answer as it came. Reading what it says takes time of its own, which is none of the model's.
     *
     * @param status the HTTP status, or the one that stands for gRPC's
     * @param bytes of its body
     * @param judge finds the flaw, as {@link Answer#flaw} tells it; asked once, since the answer's memory is used again
     */
    record Received(int status, int bytes, Supplier<Optional<String>> judge) {

        Answer judged() {
            return new Answer(status, judge.get());
        }
    }

    /**
     * Opens connections ahead of what will be sent, as far as that keeps work out of the model's latency.
     *
     * @param count how many may be needed at once
     * @throws InterruptedException when the calling thread is interrupted
     */
    default void connect(int count) throws InterruptedException {
        // Nothing that is worth it.
    }

    /**
     * Sends one payload and returns with the last byte of the answer, at most as late as the plan allows; the answer is
     * yet to be judged.
     *
     * @throws IOException when no complete answer came
     */
    Received predict(byte[] payload) throws IOException;

    /** Sends its next prediction when it has the answer to its last one. Each method is called by one thread at a time. */
    interface Caller {

        /** The next payload, to be sent at once; null when there is none any more. */
        byte[] next();

        /** The whole answer, whose last byte has just come; it is yet to be judged. */
        void received(Received answer);

        /** No complete answer came. */
        void failed(IOException cause);
    }

    /** How many threads it takes to serve so many callers at once. */
    default int threads(int callers) {
        return callers;
    }

    /**
     * Serves the callers of one thread, a part of those for which {@link #threads} told how many it takes, until each is done.
     * Where each has a thread of its own, that is one.
     *
     * @throws IOException with a sentence, when this machine has no means for it
     */
    default void serve(List<? extends Caller> callers) throws IOException {
        for (Caller caller : callers) {
            for (byte[] payload = caller.next(); payload != null; payload = caller.next()) {
                try {
                    caller.received(predict(payload));
                } catch (IOException e) {
                    caller.failed(e);
                }
            }
        }
    }

    /** Ends whatever is under way at once, so that waiting threads get an {@link IOException}, and frees connections. */
    @Override
    void close();
}
