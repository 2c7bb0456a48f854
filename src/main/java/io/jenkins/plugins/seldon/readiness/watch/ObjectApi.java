package io.jenkins.plugins.seldon.readiness.watch;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.text.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Lists and watches the objects of one kind in one namespace, on the transport of a fabric8 client.
 *
 * <p>Not fabric8's informers: those try for ever where an HTTP watch is answered 401 or 403 and never say so (7.3.1,
 * {@code WatchHTTPManager}), and a wait has to know. Asynchronous; an open watch takes one thread of the transport.
 */
public final class ObjectApi {

    /** Objects per answer: a list of thousands comes in parts. */
    private static final int PAGE = 500;

    /** No namespace has more of a kind: a list that goes on is one that does not end. */
    static final int MOST = 100_000;

    /** Of all parts of a list together, in bytes. */
    static final long LARGEST = 256L << 20;

    private static final int LIST_SECONDS = 30;
    private static final int LONGEST_RETRY_AFTER = 120;
    private static final ObjectMapper JSON = Json.bounded().build();

    private final KubernetesClient client;
    private final WatchedKind kind;
    private final String url;

    /** @param client stays the caller's to close */
    public ObjectApi(KubernetesClient client, WatchedKind kind, String namespace) {
        this.client = client;
        this.kind = kind;
        String master = client.getConfiguration().getMasterUrl();
        this.url = (master.endsWith("/") ? master.substring(0, master.length() - 1) : master) + kind.path(namespace);
    }

    /** Names the objects in logs. */
    @Override
    public String toString() {
        return url;
    }

    /**
     * Every object there is.
     *
     * @param objects all of them, from all of the list's parts
     * @param resourceVersion the one they are as of, from which a watch goes on
     * @param bytes of how many they were read
     */
    public record Listing(List<HasMetadata> objects, String resourceVersion, long bytes) {}

    /**
     * One event of a watch.
     *
     * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED} or {@code BOOKMARK}
     * @param object as it is now, or was last; null for what only moves the resource version on
     * @param resourceVersion where a watch goes on after this event
     * @param bytes of how many it was read
     */
    public record Change(String type, HasMetadata object, String resourceVersion, int bytes) {}

    /** Takes the events of a watch in order, on one thread at a time. */
    public interface Changes {
        /** The server has begun to answer. */
        void established();

        /** Something has changed, or the resource version has moved on; what is thrown ends the watch. */
        void changed(Change change) throws ApiRefusal;
    }

    /**
     * An open watch.
     *
     * @param ended completes when it has ended, with what ended it where that was a failure
     * @param cancel ends it; again does nothing
     */
    public record Watching(CompletableFuture<Void> ended, Runnable cancel) {}

    /** Lists all objects; fails with an {@link ApiRefusal} or what the transport throws. */
    public CompletableFuture<Listing> list() {
        return list(new ArrayList<>(), new HashSet<>(), null, 0);
    }

    private CompletableFuture<Listing> list(
            List<HasMetadata> objects, Set<String> seen, String next, long bytesBefore) {
        String query =
                "?limit=" + PAGE + (next == null ? "" : "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(url + query)
                .timeout(LIST_SECONDS, TimeUnit.SECONDS)
                .build();
        return client.getHttpClient().sendAsync(request, byte[].class).thenCompose(response -> {
            try {
                if (!response.isSuccessful()) {
                    throw refusal(response, response.body());
                }
                long bytes = bytesBefore + response.body().length;
                JsonNode metadata = addPage(response.body(), bytes, objects);
                String more = metadata.path("continue").asText("");
                if (objects.size() > MOST || seen.size() > MOST / PAGE || !more.isEmpty() && !seen.add(more)) {
                    throw unusable("its list of " + kind.plural() + " does not end");
                }
                return more.isEmpty()
                        ? CompletableFuture.completedFuture(new Listing(
                                objects, metadata.path("resourceVersion").asText(""), bytes))
                        : list(objects, seen, more, bytes);
            } catch (StreamConstraintsException e) {
                throw new CompletionException(
                        unusable("a page of its " + kind.plural() + " has too many values to read"));
            } catch (JacksonException e) {
                throw new CompletionException(notKubernetes());
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    /**
     * Adds the objects of one page of a list.
     *
     * @param bytes of all pages until this one
     * @return the list's metadata
     */
    private JsonNode addPage(byte[] body, long bytes, List<HasMetadata> objects) throws IOException {
        if (bytes > LARGEST) {
            throw unusable("its list of " + kind.plural() + " is larger than " + (LARGEST >> 20) + " MiB");
        }
        JsonNode list = JSON.readTree(body);
        if (!list.path("metadata").isObject()) {
            throw unusable("it answered something that is not a list");
        }
        for (JsonNode item : list.path("items")) {
            objects.add(object(item));
        }
        return list.path("metadata");
    }

    /** Watches from a resource version on, for at most {@code seconds}; an {@link ApiRefusal} ends it where that is refused. */
    public Watching watch(String resourceVersion, long seconds, Changes changes) {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(url + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=" + seconds + "&resourceVersion="
                        + URLEncoder.encode(resourceVersion, StandardCharsets.UTF_8))
                .forStreaming()
                .build();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Lines lines = new Lines();
        CompletableFuture<HttpResponse<AsyncBody>> call = client.getHttpClient()
                .consumeBytes(request, (buffers, body) -> {
                    try {
                        for (ByteBuffer buffer : buffers) {
                            lines.add(buffer, line -> changes.changed(change(line)));
                        }
                        body.consume();
                    } catch (IOException | RuntimeException | Error e) {
                        ended.completeExceptionally(e);
                        body.cancel();
                    }
                });
        call.whenComplete((response, thrown) -> {
            if (thrown != null) {
                ended.completeExceptionally(thrown);
            } else if (!response.isSuccessful()) {
                response.body().cancel();
                ended.completeExceptionally(refusal(response, new byte[0]));
            } else {
                changes.established();
                response.body().done().whenComplete((nothing, broken) -> {
                    if (broken == null) {
                        ended.complete(null);
                    } else {
                        ended.completeExceptionally(broken);
                    }
                });
                response.body().consume();
            }
        });
        return new Watching(ended, () -> {
            call.cancel(true);
            call.thenAccept(response -> response.body().cancel());
            ended.cancel(false);
        });
    }

    private Change change(byte[] line) throws IOException {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (JacksonException e) {
            throw new IOException("it sent an event of its " + kind.plural() + " that can't be read");
        }
        String type = event.path("type").asText();
        JsonNode object = event.path("object");
        if (type.equals("ERROR")) {
            throw new ApiRefusal(
                    ClusterFailure.ofAnswer(
                            object.path("code").asInt(500),
                            object.path("message").asText("")),
                    Duration.ofSeconds(Math.max(
                            0,
                            Math.min(
                                    LONGEST_RETRY_AFTER,
                                    object.path("details")
                                            .path("retryAfterSeconds")
                                            .asInt(0)))));
        }
        String version = object.path("metadata").path("resourceVersion").asText("");
        boolean moves = Set.of("ADDED", "MODIFIED", "DELETED").contains(type);
        return new Change(type, moves ? object(object) : null, version, line.length);
    }

    /** Items of a list tell neither kind nor version. One without a name is none: everything goes by names. */
    private HasMetadata object(JsonNode item) throws ApiRefusal {
        if (item instanceof ObjectNode node) {
            node.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
            if (node.get("metadata") instanceof ObjectNode metadata) {
                metadata.remove("managedFields");
            }
        }
        HasMetadata object;
        try {
            object = client.getKubernetesSerialization().convertValue(item, kind.type());
        } catch (IllegalArgumentException e) {
            throw unusableObject("has values that Kubernetes does not allow");
        }
        if (object == null
                || object.getMetadata() == null
                || object.getMetadata().getName() == null) {
            throw unusableObject("has no name");
        }
        return object;
    }

    private ApiRefusal unusableObject(String why) {
        return unusable("one of its " + kind.plural() + " " + why);
    }

    /** Of an answer that was given, and is none of what was asked for. */
    private static ApiRefusal unusable(String why) {
        return new ApiRefusal(new ClusterFailure(ClusterFailure.Kind.OTHER, why), Duration.ZERO);
    }

    private static ApiRefusal refusal(HttpResponse<?> response, byte[] body) {
        String message = null;
        try {
            JsonNode status = JSON.readTree(body);
            boolean spoken = "Status".equals(status.path("kind").asText())
                    && status.path("apiVersion").asText().equals("v1");
            message = spoken ? status.path("message").asText(null) : null;
        } catch (IOException e) {
            // Not a Status: its text is nobody's business.
        }
        return new ApiRefusal(ClusterFailure.ofAnswer(response.code(), message), retryAfter(response));
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.header("Retry-After");
        if (seconds == null || !seconds.matches("\\d{1,6}")) {
            return Duration.ZERO;
        }
        return Duration.ofSeconds(Math.min(LONGEST_RETRY_AFTER, Integer.parseInt(seconds)));
    }

    private static ApiRefusal notKubernetes() {
        return unusable("it answered something that is not JSON, so it is not an API server");
    }
}
