package io.jenkins.plugins.seldon.load.grpc;

import java.io.IOException;
import java.io.Serial;

/** What came is not the message that was expected. Its message is the end of a sentence that begins with "an answer with". */
public final class MalformedMessageException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    MalformedMessageException(String clause) {
        super(clause);
    }
}
