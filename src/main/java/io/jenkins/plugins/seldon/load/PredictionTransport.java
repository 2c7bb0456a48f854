package io.jenkins.plugins.seldon.load;

import java.io.IOException;

/**
 * Carries predictions to a model and judges the answers. Used by many threads at once. REST today; a gRPC transport
 * joins here.
 */
interface PredictionTransport extends AutoCloseable {

    /**
     * Sends one payload and waits for the whole answer, at most as long as the plan allows.
     *
     * @throws IOException when no complete answer came
     */
    Answer predict(byte[] payload) throws IOException;

    /** Ends whatever is under way at once, so that waiting threads get an {@link IOException}, and frees connections. */
    @Override
    void close();
}
