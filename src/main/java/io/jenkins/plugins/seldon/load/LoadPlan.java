package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.grpc.GrpcCall;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * One burst of predictions, all that the agent needs to send it. Holds the endpoint's secrets: it goes through the
 * channel and is never persisted. Immutable.
 *
 * @param url where every request is POSTed, absolute, http or https
 * @param answers how answers are judged
 * @param payloads JSON texts, sent round robin; at least one
 * @param headers added to every request
 * @param access what the endpoint asks of its callers
 * @param profile when requests are sent
 * @param answerTimeout for one request, from connecting to the last byte of its answer
 * @param maxBodyBytes a longer answer is a bad body
 * @param grpc what is called, where it is gRPC
 */
public record LoadPlan(
        String url,
        AnswerRule answers,
        List<String> payloads,
        List<Header> headers,
        HttpAccess access,
        LoadProfile profile,
        Duration answerTimeout,
        int maxBodyBytes,
        GrpcCall grpc)
        implements Serializable {

    public LoadPlan {
        Objects.requireNonNull(url, "url");
        // Types that Jenkins lets through its channels, which those of List.copyOf need not be.
        payloads = Collections.unmodifiableList(new ArrayList<>(payloads));
        headers = Collections.unmodifiableList(new ArrayList<>(headers));
        if (payloads.isEmpty()) {
            throw new InvalidOptionException("A burst needs a payload.");
        }
    }

    /** Over REST. */
    public LoadPlan(
            String url,
            AnswerRule answers,
            List<String> payloads,
            List<Header> headers,
            HttpAccess access,
            LoadProfile profile,
            Duration answerTimeout,
            int maxBodyBytes) {
        this(url, answers, payloads, headers, access, profile, answerTimeout, maxBodyBytes, GrpcCall.NONE);
    }

    /** Whether it goes over TLS. */
    boolean isTls() {
        return url.regionMatches(true, 0, "https:", 0, 6);
    }
}
