package io.jenkins.plugins.seldon.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * HTTP to services and pods inside a cluster, through the API server's proxy, so that nothing else of the cluster need be
 * reachable. Needs {@code get} on {@code services/proxy} or {@code pods/proxy}, to POST {@code create}. The API server
 * strips {@code Authorization} from what it passes on, so cookies are the only way to log in behind it.
 *
 * <p>Thread-safe.
 */
public final class ServiceProxy {

    private static final ObjectMapper JSON = Json.bounded().build();

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

    /**
     * The way to what is behind the proxy.
     *
     * @param name what messages call it, such as {@code Prometheus}; empty for the backend's own name alone
     */
    public HttpPort to(Backend backend, String name) {
        return new Proxied(backend, name);
    }

    /**
     * What is behind the proxy.
     *
     * @param resource {@code services} or {@code pods}
     * @param namespace its namespace
     * @param name its name
     * @param port a number or a port's name; empty for the only one
     * @param scheme {@code https} where the API server has to speak TLS to it; else empty
     * @param prefix the path below which it answers, without slashes around it; empty for none
     */
    public record Backend(String resource, String namespace, String name, String port, String scheme, String prefix) {

        private static final Pattern ADDRESS =
                Pattern.compile("(?:(https?):)?+([^/:\\s]++)/([^/:\\s]++)(?::([^/:\\s]++))?+"
                        + "((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)*+)/?+");

        /** @throws InvalidOptionException with a sentence, when a name can't be one of Kubernetes */
        public Backend {
            for (String part : List.of(namespace, name, port.isEmpty() ? name : port)) {
                if (!ObjectName.isSubdomain(part)) {
                    throw new InvalidOptionException("The namespace, name or port of a " + resource
                            + " has characters that Kubernetes does not allow in names.");
                }
            }
        }

        /** A Service; see the components for the rest. */
        public static Backend service(String namespace, String name, String port) {
            return new Backend("services", namespace, name, port, "", "");
        }

        /**
         * A service as people write it: {@code monitoring/prometheus-operated:9090}, with {@code https:} before it where it
         * speaks TLS, and with a path after it where it answers below one.
         *
         * @param option what messages call it
         * @throws InvalidOptionException with a sentence, when it is written otherwise
         */
        public static Backend parse(String option, String address) {
            Matcher parts = ADDRESS.matcher(address.strip());
            if (!parts.matches()) {
                throw new InvalidOptionException("The option " + option + " must be written as namespace/service:port,"
                        + " such as monitoring/prometheus-operated:9090, with https: before it if the service "
                        + "speaks TLS, and a path after it if it answers below one.");
            }
            return new Backend(
                    "services",
                    parts.group(2),
                    parts.group(3),
                    Objects.requireNonNullElse(parts.group(4), ""),
                    "https".equals(parts.group(1)) ? "https" : "",
                    parts.group(5).replaceFirst("^/", ""));
        }

        /** A pod, whichever Service it is behind. */
        public static Backend pod(String namespace, String name, String port) {
            return new Backend("pods", namespace, name, port, "", "");
        }

        private boolean isService() {
            return "services".equals(resource);
        }

        private String path() {
            String id = scheme.isEmpty() ? name + (port.isEmpty() ? "" : ":" + port) : scheme + ":" + name + ":" + port;
            return "/api/v1/namespaces/" + namespace + "/" + resource + "/" + id + "/proxy/"
                    + (prefix.isEmpty() ? "" : prefix + "/");
        }

        /** For messages: {@code service seldon-system/grafana}. */
        @Override
        public String toString() {
            return ("pods".equals(resource) ? "pod " : "service ") + namespace + "/" + name;
        }
    }

    /** One backend. Its answers may be quoted: the cluster's own user reads them. */
    private final class Proxied implements HttpPort {

        private final Backend backend;
        private final String name;

        Proxied(Backend backend, String name) {
            this.backend = backend;
            this.name = name;
        }

        @Override
        public Response send(Request request) throws HttpFailure {
            try {
                Response response = ServiceProxy.this.send(request(backend, request), this);
                Optional<ClusterFailure> refusal = refusal(response);
                if (refusal.isPresent()) {
                    throw failure(withPods(refusal.get()), null);
                }
                return response;
            } catch (HttpFailure e) {
                throw e;
            } catch (IOException e) {
                throw failure(ClusterFailure.of(e), e);
            }
        }

        /** A service without endpoints has pods that are not ready, or none. */
        private ClusterFailure withPods(ClusterFailure failure) {
            String pods = backend.isService() && failure.kind() == ClusterFailure.Kind.SERVER_ERROR
                    ? ServicePods.told(client, backend.namespace(), backend.name())
                    : "";
            return pods.isEmpty() ? failure : new ClusterFailure(failure.kind(), failure.detail() + " (" + pods + ")");
        }

        private HttpFailure failure(ClusterFailure failure, IOException cause) {
            String server = client.getMasterUrl().toString();
            return new HttpFailure(kind(failure), failure.detail(), failure.sentence("reach " + this, server), cause);
        }

        @Override
        public boolean mayQuote() {
            return true;
        }

        @Override
        public String toString() {
            return name.isEmpty() ? backend.toString() : name + " (" + backend + ")";
        }
    }

    private static HttpFailure.Kind kind(ClusterFailure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE, GONE -> HttpFailure.Kind.UNREACHABLE;
            case TIMEOUT -> HttpFailure.Kind.TIMEOUT;
            case THROTTLED, SERVER_ERROR -> HttpFailure.Kind.UNAVAILABLE;
            case UNAUTHORIZED, FORBIDDEN, TLS -> HttpFailure.Kind.REFUSED;
            case NOT_FOUND, BAD_REQUEST, OTHER -> HttpFailure.Kind.ABSENT;
        };
    }

    /**
     * The failure that the API server told instead of passing on an answer: no such service, no endpoints behind it, no
     * right to the proxy. Empty for an answer of the backend itself.
     */
    private static Optional<ClusterFailure> refusal(HttpPort.Response response) {
        if (response.status() < 400) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(response.body());
            boolean told = node != null
                    && "Status".equals(node.path("kind").asText())
                    && "v1".equals(node.path("apiVersion").asText());
            return told
                    ? Optional.of(ClusterFailure.ofAnswer(
                            response.status(), node.path("message").asText()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private HttpRequest request(Backend backend, HttpPort.Request request) {
        String query = request.parameters().entrySet().stream()
                .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String base = client.getMasterUrl().toString().replaceAll("(?<!/)/++$", "");
        HttpRequest.Builder call = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base + backend.path() + request.path() + (query.isEmpty() ? "" : "?" + query))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        request.headers().forEach(call::setHeader);
        return request.isPost()
                ? call.post("application/json", request.json().getBytes(StandardCharsets.UTF_8))
                        .build()
                : call.build();
    }

    private HttpPort.Response send(HttpRequest request, HttpPort backend) throws IOException {
        HttpClient http = client.getHttpClient();
        Body body = new Body();
        long deadline = System.nanoTime() + timeout.toNanos();
        CompletableFuture<HttpResponse<AsyncBody>> answering = http.consumeBytes(request, body::add);
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
                throw tooLarge(backend);
            }
            String type = response.header("Content-Type");
            return new HttpPort.Response(
                    response.code(), type == null ? "" : type, response.headers("Set-Cookie"), body.bytes());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (TimeoutException e) {
            throw new InterruptedIOException("no answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException | CancellationException e) {
            if (body.cut) {
                throw tooLarge(backend);
            }
            throw e.getCause() instanceof IOException io ? io : new IOException("the request failed", e);
        } finally {
            answering.cancel(true);
        }
    }

    private HttpFailure tooLarge(HttpPort backend) {
        return new HttpFailure(
                HttpFailure.Kind.TOO_LARGE,
                "read the answer of " + backend,
                "it is larger than " + largest + " bytes",
                "",
                null);
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
