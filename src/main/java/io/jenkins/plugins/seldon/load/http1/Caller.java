package io.jenkins.plugins.seldon.load.http1;

import java.io.IOException;

/** Sends its next request when it has the answer to its last one. Each method is called by one thread at a time, in turns. */
public interface Caller {

    /** The next body to send, at once; null when there is none any more. */
    byte[] next();

    /**
     * What it is sent with.
     *
     * @throws IOException with a sentence, when there is none; it is what becomes of that body
     */
    Request request() throws IOException;

    /** The whole answer, whose last byte has just come. */
    void answered(Reply reply);

    /** No whole answer came. */
    void failed(IOException cause);
}
