package io.jenkins.plugins.seldon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * HTTP to services and pods inside a cluster, through the API server's proxy, so that nothing else of the cluster need be
 * reachable. Needs {@code get} on {@code services/proxy} or {@code pods/proxy}, for {@link #post} {@code create}. The API
 * server strips {@code Authorization} from what it passes on, so cookies are the only way to log in behind it.
 *
 * <p>Blocking and thread-safe. Every call is bounded in time and in the size of its answer.
 */
public final class ServiceProxy {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final Duration timeout;
    private final int largest;

    /**
     * @param client stays the caller's to close
     * @param timeout for one request with its answer
     * @param largest bytes of an answer
     */
    public ServiceProxy(KubernetesClient client, Duration timeout, int largest) {
        this.client = Objects.requireNonNull(client, "client");
        this.timeout = timeout;
        this.largest = largest;
    }

    /** Names the API server in messages: its URL. */
    public String server() {
        return client.getMasterUrl().toString();
    }

    /**
     * What is behind the proxy.
     *
     * @param resource {@code services} or {@code pods}
     * @param namespace its namespace
     * @param name its name
     * @param port a number or a port's name; empty for the only one
     */
    public record Backend(String resource, String namespace, String name, String port) {

        private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

        /** @throws IllegalArgumentException with a sentence, when a name can't be one of Kubernetes */
        public Backend {
            for (String part : List.of(namespace, name, port.isEmpty() ? name : port)) {
                if (part.length() > 253
                        || part.contains("..")
                        || !NAME.matcher(part).matches()) {
                    throw new IllegalArgumentException("The namespace, name or port of a " + resource
                            + " has characters that Kubernetes does not allow in names.");
                }
            }
        }

        public static Backend service(String namespace, String name, String port) {
            return new Backend("services", namespace, name, port);
        }

        public static Backend pod(String namespace, String name, String port) {
            return new Backend("pods", namespace, name, port);
        }

        private String path() {
            return "/api/v1/namespaces/" + namespace + "/" + resource + "/" + name + (port.isEmpty() ? "" : ":" + port)
                    + "/proxy/";
        }

        /** For messages: {@code service seldon-system/grafana}. */
        @Override
        public String toString() {
            return ("pods".equals(resource) ? "pod " : "service ") + namespace + "/" + name;
        }
    }

    /**
     * An answer, of the backend or of the API server on its behalf.
     *
     * @param status the HTTP status
     * @param contentType the media type, empty when none was told
     * @param cookies the values of {@code Set-Cookie}
     * @param body the whole body
     */
    public record Answer(int status, String contentType, List<String> cookies, byte[] body) {

        /**
         * The failure that the API server told instead of passing on an answer: no such service, no endpoints behind
         * it, no right to the proxy. Empty for an answer of the backend itself.
         */
        public Optional<ClusterFailure> refusal() {
            if (status < 400) {
                return Optional.empty();
            }
            try {
                JsonNode node = JSON.readTree(body);
                boolean told = node != null
                        && "Status".equals(node.path("kind").asText())
                        && "v1".equals(node.path("apiVersion").asText());
                return told
                        ? Optional.of(ClusterFailure.ofAnswer(
                                status, node.path("message").asText()))
                        : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    /** The answer is larger than this client takes. */
    public static final class AnswerTooLargeException extends IOException {
        private static final long serialVersionUID = 1;

        AnswerTooLargeException(Backend backend, int largest) {
            super("Could not read the answer of " + backend + ": it is larger than " + largest + " bytes.");
        }
    }

    /**
     * GETs a path of a backend.
     *
     * @param path relative, without a leading slash
     * @param parameters of the query string, unencoded
     * @param cookies for the {@code Cookie} header
     * @throws IOException when no whole answer came; {@link ClusterFailure#of} tells why
     */
    public Answer get(Backend backend, String path, Map<String, String> parameters, List<String> cookies)
            throws IOException {
        return send(backend, request(backend, path, parameters, cookies));
    }

    /** POSTs a JSON text, otherwise as {@link #get}. */
    public Answer post(Backend backend, String path, String json, List<String> cookies) throws IOException {
        return send(
                backend,
                request(backend, path, Map.of(), cookies)
                        .post("application/json", json.getBytes(StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder request(
            Backend backend, String path, Map<String, String> parameters, List<String> cookies) {
        String query = parameters.entrySet().stream()
                .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String base = client.getMasterUrl().toString().replaceAll("/+$", "");
        HttpRequest.Builder request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base + backend.path() + path + (query.isEmpty() ? "" : "?" + query))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (!cookies.isEmpty()) {
            request.setHeader("Cookie", String.join("; ", cookies));
        }
        return request;
    }

    private Answer send(Backend backend, HttpRequest.Builder request) throws IOException {
        HttpClient http = client.getHttpClient();
        Body body = new Body();
        long deadline = System.nanoTime() + timeout.toNanos();
        CompletableFuture<HttpResponse<AsyncBody>> answering = http.consumeBytes(request.build(), body::add);
        try {
            HttpResponse<AsyncBody> response = answering.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            AsyncBody rest = response.body();
            try {
                rest.consume();
                rest.done().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } finally {
                rest.cancel();
            }
            if (body.cut) {
                throw new AnswerTooLargeException(backend, largest);
            }
            String type = response.header("Content-Type");
            return new Answer(response.code(), type == null ? "" : type, response.headers("Set-Cookie"), body.bytes());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (TimeoutException e) {
            throw new InterruptedIOException("no answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException | CancellationException e) {
            if (body.cut) {
                throw new AnswerTooLargeException(backend, largest);
            }
            throw e.getCause() instanceof IOException io ? io : new IOException("the request failed", e);
        } finally {
            answering.cancel(true);
        }
    }

    /** The body as it comes in, up to the limit. */
    private final class Body {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile boolean cut;

        synchronized void add(List<ByteBuffer> buffers, AsyncBody rest) {
            for (ByteBuffer buffer : buffers) {
                if (bytes.size() + buffer.remaining() > largest) {
                    cut = true;
                    rest.cancel();
                    return;
                }
                byte[] chunk = new byte[buffer.remaining()];
                buffer.get(chunk);
                bytes.writeBytes(chunk);
            }
            rest.consume();
        }

        synchronized byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
