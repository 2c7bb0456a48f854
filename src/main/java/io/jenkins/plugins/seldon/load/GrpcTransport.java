package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.load.grpc.GrpcMetadata;
import io.jenkins.plugins.seldon.load.grpc.GrpcMethod;
import io.jenkins.plugins.seldon.load.grpc.GrpcReply;
import io.jenkins.plugins.seldon.load.grpc.GrpcSender;
import io.jenkins.plugins.seldon.load.grpc.GrpcStatus;
import io.jenkins.plugins.seldon.load.grpc.MalformedMessageException;
import io.jenkins.plugins.seldon.load.http1.Reply;
import io.jenkins.plugins.seldon.load.http1.Route;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Predictions over gRPC. Payloads are the JSON of REST, and so are answers once they are read, which are judged alike; a
 * status of gRPC's counts as the HTTP status that stands for it.
 */
final class GrpcTransport implements PredictionTransport {

    private final LoadPlan plan;
    private final GrpcMethod method;
    private final GrpcSender sender;
    private final Judgements judgements = new Judgements(this::flaw);

    /** The messages of the payloads, by these. */
    private final Map<Payload, byte[]> messages = new ConcurrentHashMap<>();

    private final AuthorizedHeaders<GrpcMetadata> metadata;

    /** A payload by its identity, since the same arrays come again and again. */
    private record Payload(byte[] json) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Payload payload && payload.json == json;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(json);
        }
    }

    GrpcTransport(LoadPlan plan, Route.Choice routes) throws IOException {
        this.plan = plan;
        this.method = plan.grpc().method();
        int callers = plan.profile().concurrency();
        sender = GrpcSender.open(plan.url(), plan.access(), plan.answerTimeout(), routes, callers);
        try {
            metadata = new AuthorizedHeaders<>(plan, routes, Map.of(), sender::metadata);
        } catch (IOException e) {
            sender.close();
            throw e;
        }
    }

    @Override
    public Received predict(byte[] payload) throws IOException {
        byte[] message = messages.computeIfAbsent(
                new Payload(payload),
                json -> method.request(
                        new String(json.json(), StandardCharsets.UTF_8),
                        plan.grpc().model()));
        GrpcReply reply = sender.call(metadata.value(), message, plan.maxBodyBytes());
        int status = reply.status() == null || reply.http() != 200
                ? reply.http()
                : reply.status().http(reply.told());
        return new Received(status, reply.message().length, () -> metadata.masked(flaw(reply)));
    }

    private Optional<String> flaw(GrpcReply reply) {
        if (reply.status() == null) {
            return Optional.of(notGrpc(reply));
        }
        if (reply.status() != GrpcStatus.OK) {
            return Optional.of("the gRPC status " + reply.status()
                    + (reply.told().isEmpty() ? "" : ": " + Excerpt.of(reply.told())));
        }
        if (reply.flaw().isPresent()) {
            return reply.flaw();
        }
        return judgements.flaw(reply.message());
    }

    private Optional<String> flaw(byte[] message) {
        try {
            return plan.answers().flaw(method.answer(message));
        } catch (MalformedMessageException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** What stands before the model answered: an ingress, a login, or a server that knows no gRPC. */
    private String notGrpc(GrpcReply reply) {
        Reply page = new Reply(
                reply.http(), reply.contentType(), reply.location(), reply.message(), reply.message().length, false);
        String type = reply.contentType().isEmpty()
                ? "no content type"
                : "the content type " + Excerpt.of(reply.contentType());
        return LoginPage.flaw(plan.url(), page)
                .orElse("HTTP status " + reply.http() + " and " + type + " instead of gRPC"
                        + (reply.message().length == 0 ? "" : ": " + Excerpt.of(reply.message())));
    }

    @Override
    public void close() {
        metadata.close();
        sender.close();
    }
}
