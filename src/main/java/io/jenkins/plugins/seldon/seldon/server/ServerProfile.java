package io.jenkins.plugins.seldon.seldon.server;

import io.jenkins.plugins.seldon.load.Transport;
import io.jenkins.plugins.seldon.load.grpc.GrpcMethod;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How one model server counts the predictions that it answered, and where.
 *
 * @param name as users write it
 * @param process what counts in a pod, as sentences call it: a noun whose plural has an s
 * @param counters one of requests with their outcome as a label, or one for each outcome; the first has the successes.
 *     Several with the outcome as a label are one by the names that versions of the server gave it: a pod has one of them
 * @param predictions which of the counters' series are of predictions
 * @param subject the counters' label that holds the model's or deployment's name; empty where {@code predictions} tells it
 * @param histogram of the predictions' durations in seconds, without its suffixes; empty for none
 * @param page where a pod shows its counters
 * @param protocol what it speaks where nobody says otherwise, as a SeldonDeployment names it; empty for Seldon's own
 * @param kinds the objects that may have such pods, in the order in which they are looked for
 * @param caveat what a reader has to know of what it counts, a sentence; empty for nothing
 */
public record ServerProfile(
        String name,
        String process,
        List<Counter> counters,
        LabelTest predictions,
        String subject,
        String histogram,
        Page page,
        String protocol,
        List<ModelKind> kinds,
        String caveat) {

    /** The name of a profile that a user's options make. */
    public static final String OWN = "own";

    private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*+");
    private static final Pattern PATH = Pattern.compile("/?[A-Za-z0-9._~/-]++");

    /**
     * A pod's page of metrics.
     *
     * @param container which shows it; empty for the one that the model's object knows
     * @param port its number or the name of a container's port; empty for that of the annotation {@code prometheus.io/port}
     * @param path its path; empty for that of the annotation {@code prometheus.io/path}
     */
    public record Page(String container, String port, String path) {

        /** Of the container that the model's object knows. */
        public Page(String port, String path) {
            this("", port, path);
        }

        /** As the pod's annotations say, with what the server has else. */
        public static final Page ANNOTATED = new Page("", "");
    }

    /**
     * Seldon Core 1: the executor before the graph. Source: seldon-core 1.12, executor/api/metric. A service is one of
     * predictions, feedback, status and metadata; the code is HTTP's or, over gRPC, {@code OK}.
     */
    public static final ServerProfile SELDON = new ServerProfile(
            "seldon",
            "executor",
            List.of(Counter.of(
                    "seldon_api_executor_server_requests_seconds_count",
                    LabelTest.parse("success", "code=~\"2..|OK\""))),
            LabelTest.parse("predictions", "service=\"predictions\""),
            "deployment_name",
            "seldon_api_executor_server_requests_seconds",
            Page.ANNOTATED,
            "",
            List.of(ModelKind.SELDON_DEPLOYMENT),
            "");

    /**
     * The same over gRPC: one series for each method, with the whole of its name. Source: an executor's page, 1.18.2, and
     * seldon-core 1.17, executor/api/metric/server.go ({@code UnaryServerInterceptor}: service {@code info.FullMethod},
     * method {@code unary}, code by its name), executor/cmd/executor/main.go (the services are those of its protocol).
     */
    private static final ServerProfile SELDON_GRPC = SELDON.with(
            LabelTest.parse(
                    "predictions",
                    "service=~\"" + GrpcMethod.SELDON.path() + "|" + GrpcMethod.V2.path() + "\",method=\"unary\""),
            "");

    /**
     * KServe's own Python servers (scikit-learn, XGBoost, LightGBM, PMML, Paddle, Hugging Face, custom ones). Source: kserve,
     * python/kserve/kserve/metrics.py and model.py ({@code PREDICT_HIST_TIME.labels(…).time()} around {@code predict}, which
     * observes what ends in an exception too), config/runtimes/kserve-sklearnserver.yaml ({@code --http_port=8080}).
     */
    public static final ServerProfile KSERVE = new ServerProfile(
            "kserve",
            "KServe server",
            List.of(Counter.of("request_predict_seconds_count")),
            LabelTest.ANY,
            "model_name",
            "request_predict_seconds",
            new Page("8080", "/metrics"),
            "tensorflow",
            List.of(ModelKind.INFERENCE_SERVICE, ModelKind.DEPLOYMENT),
            "KServe's counter has failed predictions among the others: a request that failed may stand for one that was lost.");

    /**
     * MLServer. Source: MLServer, mlserver/handlers/dataplane.py ({@code model_infer_request_success}, {@code …_failure}, to
     * which Prometheus' client for Python adds {@code _total}), mlserver/settings.py ({@code metrics_port}, {@code
     * metrics_endpoint}). They count over REST, gRPC and Kafka alike; the duration is a summary without quantiles.
     */
    public static final ServerProfile MLSERVER = new ServerProfile(
            "mlserver",
            "MLServer instance",
            List.of(
                    Counter.of("model_infer_request_success_total"),
                    Counter.ofFailures("model_infer_request_failure_total")),
            LabelTest.ANY,
            "model",
            "",
            new Page("8082", "/metrics"),
            "v2",
            List.of(ModelKind.INFERENCE_SERVICE, ModelKind.DEPLOYMENT),
            "");

    /**
     * Triton. Source: triton-inference-server/core, src/metrics.cc ({@code nv_inference_request_success}: requests, "all batch
     * sizes", where {@code nv_inference_count} counts rows and {@code nv_inference_exec_count} batches), infer_stats.cc
     * ({@code UpdateSuccess}, {@code UpdateFailure}) and metric_model_reporter.cc (every series is there at 0 once its model
     * is loaded; failures by {@code reason}). An ensemble counts its own requests and its steps theirs, each by their names.
     * What OpenTelemetry's collector writes to a Prometheus ends in {@code _total}: open-telemetry/opentelemetry-specification,
     * specification/compatibility/prometheus_and_openmetrics.md (Sums).
     */
    public static final ServerProfile TRITON = new ServerProfile(
            "triton",
            "Triton server",
            List.of(
                    Counter.of("nv_inference_request_success"),
                    Counter.of("nv_inference_request_success_total"),
                    Counter.ofFailures("nv_inference_request_failure"),
                    Counter.ofFailures("nv_inference_request_failure_total")),
            LabelTest.ANY,
            "model",
            "",
            new Page("8002", "/metrics"),
            "v2",
            List.of(ModelKind.INFERENCE_SERVICE, ModelKind.DEPLOYMENT),
            "");

    /**
     * Seldon Core 2: the agent beside a server. Source: seldon-core, scheduler/pkg/metrics/agent.go ({@code
     * seldon_model_infer_total} and its labels), scheduler/pkg/agent/rproxy.go and rproxy_grpc.go (one for each answer, HTTP's
     * code or gRPC's, counted right after it), operator/config/serverconfigs ({@code --metrics-port=9006}). What pipelines ask
     * of the model is in it; the agent's histogram knows no model.
     */
    public static final ServerProfile SELDON_V2 = new ServerProfile(
            "seldon-v2",
            "Seldon agent",
            List.of(Counter.of("seldon_model_infer_total", LabelTest.parse("success", "code=~\"2..|OK\""))),
            LabelTest.ANY,
            "model",
            "",
            new Page("9006", "/metrics"),
            "v2",
            List.of(ModelKind.MODEL, ModelKind.PIPELINE),
            "");

    /** The same over gRPC. Source: seldon-core 2.9, scheduler/pkg/agent/rproxy_grpc.go ({@code MethodTypeGrpc}). */
    private static final ServerProfile SELDON_V2_GRPC =
            SELDON_V2.with(LabelTest.parse("predictions", "method_type=\"grpc\""), "v2");

    /**
     * Pipelines of Seldon Core 2: the gateway that puts requests on Kafka and waits for what comes out. Source: seldon-core
     * 2.9.1, scheduler/pkg/metrics/gateway.go ({@code seldon_pipeline_infer_total}, {@code seldon_pipeline_infer_api_seconds}
     * and their labels, since 2.0.0), scheduler/pkg/kafka/pipeline/httpserver.go and grpcserver.go (counted right after the
     * answer; over HTTP as 500 where {@code ConvertV2ResponseBytesToJson} fails, while a failure of the pipeline or of its
     * models is not counted at all, over gRPC by its code's name),
     * operator/config/seldonconfigs/default.yaml ({@code --metrics-port=9006}).
     */
    public static final ServerProfile SELDON_V2_PIPELINE = new ServerProfile(
            SELDON_V2.name,
            "pipeline gateway",
            List.of(Counter.of("seldon_pipeline_infer_total", LabelTest.parse("success", "code=~\"2..|OK\""))),
            LabelTest.ANY,
            "pipeline",
            "seldon_pipeline_infer_api_seconds",
            new Page("9006", "/metrics"),
            "v2",
            List.of(ModelKind.PIPELINE),
            "");

    /** The same over gRPC. Source: seldon-core 2.9.1, scheduler/pkg/kafka/pipeline/grpcserver.go ({@code MethodTypeGrpc}). */
    private static final ServerProfile SELDON_V2_PIPELINE_GRPC =
            SELDON_V2_PIPELINE.with(LabelTest.parse("predictions", "method_type=\"grpc\""), "v2");

    /**
     * Knative Serving: the queue-proxy before the container, whatever serves there. Source: knative/serving,
     * pkg/queue/request_metric.go, by its tags: {@code kn.serving.invocation.duration} in 1.19.8 and later, in 1.20.1 and
     * later, from 1.21 on; {@code kn.queueproxy.app.duration} in 1.19.0 to 1.19.7 and 1.20.0, with the durations cut to whole
     * seconds; {@code app_request_count} of the component {@code revision} up to 1.18. Probes are in none of them. The names
     * follow from vendor/go.opentelemetry.io/otel/exporters/prometheus with {@code UnderscoreEscapingWithSuffixes}, which puts
     * service and revision on {@code target_info} alone, so that no label of the counter tells the Service. Port and path:
     * pkg/networking/constants.go ({@code UserQueueMetricsPort}), vendor/knative.dev/pkg/observability/metrics/prometheus;
     * since 1.19 there is a page only with {@code request-metrics-protocol: prometheus} in config-observability.
     */
    public static final ServerProfile KNATIVE = new ServerProfile(
            "knative",
            "queue-proxy container",
            List.of(
                    Counter.of(
                            "kn_serving_invocation_duration_seconds_count",
                            LabelTest.parse("success", "http_response_status_code=~\"2..\"")),
                    Counter.of(
                            "kn_queueproxy_app_duration_seconds_count",
                            LabelTest.parse("success", "http_response_status_code=~\"2..\"")),
                    Counter.of("revision_app_request_count", LabelTest.parse("success", "response_code=~\"2..\""))),
            LabelTest.ANY,
            "",
            "kn_serving_invocation_duration_seconds",
            new Page("queue-proxy", "9091", "/metrics"),
            "v2",
            List.of(ModelKind.KNATIVE_SERVICE, ModelKind.INFERENCE_SERVICE),
            "");

    private static final List<ServerProfile> KNOWN = List.of(SELDON, SELDON_V2, KSERVE, MLSERVER, TRITON, KNATIVE);

    public ServerProfile {
        counters = List.copyOf(counters);
        kinds = List.copyOf(kinds);
    }

    /** The names that there are, for a form. */
    public static List<String> names() {
        return KNOWN.stream().map(ServerProfile::name).toList();
    }

    /**
     * The profile of a name as users write it.
     *
     * @throws InvalidOptionException with a sentence that lists the names
     */
    public static ServerProfile named(String name) {
        return KNOWN.stream()
                .filter(profile -> profile.name.equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new InvalidOptionException("The server '" + Excerpt.of(name) + "' is unknown: use "
                        + String.join(", ", names()) + ", or describe its counter with metric."));
    }

    /**
     * A server of the user's own.
     *
     * @param counter the name of its counter of answered requests
     * @param success which of its series are of successes, as in PromQL's braces; blank where it does not tell
     * @param matchers which of its series are of the model's predictions, likewise; blank for all
     * @param port of the pods' pages; blank for that of the annotation {@code prometheus.io/port}
     * @param path of the pods' pages; blank for that of the annotation {@code prometheus.io/path}
     * @throws InvalidOptionException with a sentence, when one of them can't be
     */
    public static ServerProfile own(String counter, String success, String matchers, String port, String path) {
        if (!METRIC.matcher(counter).matches()) {
            throw new InvalidOptionException("The metric's counter must be the name of a Prometheus metric, such as"
                    + " http_requests_total; its labels belong to success and matchers.");
        }
        if (Stream.of("_bucket", "_sum", "_created").anyMatch(counter::endsWith)) {
            throw new InvalidOptionException("The metric's counter " + counter
                    + " counts no requests; of a histogram or a summary, give the series that ends in _count.");
        }
        if (!path.isEmpty() && !PATH.matcher(path).matches()) {
            throw new InvalidOptionException("The metric's path must be a plain path such as /metrics.");
        }
        boolean isNumber = port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber || !port.isEmpty() && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535)) {
            throw new InvalidOptionException("The metric's port must be a number from 1 to 65535.");
        }
        LabelTest told = LabelTest.parse("metric's success", success);
        return new ServerProfile(
                OWN,
                "model server",
                List.of(Counter.of(counter, told)),
                LabelTest.parse("metric's matchers", matchers),
                "",
                counter.endsWith("_count") ? counter.substring(0, counter.length() - "_count".length()) : "",
                new Page(port, path),
                "",
                List.of(ModelKind.INFERENCE_SERVICE, ModelKind.DEPLOYMENT, ModelKind.SELDON_DEPLOYMENT),
                told.isAny()
                        ? "Without success the counter has failed predictions among the others: a request that failed may"
                                + " stand for one that was lost."
                        : "");
    }

    /** The same where series have these labels, some of them by the name that a scrape gave them. */
    ServerProfile asScraped(Set<String> labels) {
        return with(predictions.asScraped(labels), protocol);
    }

    private ServerProfile with(LabelTest others, String speaks) {
        return new ServerProfile(name, process, counters, others, subject, histogram, page, speaks, kinds, caveat);
    }

    /**
     * The same server asked over a transport. KServe's, MLServer and Triton count behind their transports, whichever it is:
     * kserve, python/kserve/kserve/protocol/grpc/servicer.py and MLServer, mlserver/grpc/servicers.py hand both to the same
     * data plane; Triton counts in its core. Of a counter of one's own, one's own matchers tell.
     *
     * @throws InvalidOptionException with a sentence, where failures over it can't be told: knative/serving,
     *     pkg/queue/request_metric.go, counts by HTTP's status, which is 200 whatever gRPC's is
     */
    public ServerProfile over(Transport transport) {
        if (transport == Transport.REST) {
            return this;
        }
        if (this == KNATIVE) {
            throw new InvalidOptionException(
                    "Knative's queue-proxy counts calls over gRPC by HTTP's status, which is 200 for"
                            + " those that fail too: leave transport blank, or name the model's own counter by metric.");
        }
        return this == SELDON
                ? SELDON_GRPC
                : this == SELDON_V2
                        ? SELDON_V2_GRPC
                        : this == SELDON_V2_PIPELINE
                                ? SELDON_V2_PIPELINE_GRPC
                                : this == KSERVE ? with(predictions, "v2") : this;
    }

    /** Whether it is Seldon Core 1's executor, over whichever transport. */
    public boolean isSeldon() {
        return name.equals(SELDON.name);
    }

    /** What serves objects of a kind where they don't tell. */
    public static ServerProfile usual(ModelKind kind) {
        return switch (kind) {
            case SELDON_DEPLOYMENT -> SELDON;
            case MODEL, PIPELINE -> SELDON_V2;
            case KNATIVE_SERVICE -> KNATIVE;
            case INFERENCE_SERVICE, DEPLOYMENT -> KSERVE;
        };
    }

    /** The same server for an object of one kind: Seldon Core 2 counts its pipelines elsewhere than its models. */
    ServerProfile of(ModelKind kind) {
        return name.equals(SELDON_V2.name) && kind == ModelKind.PIPELINE ? SELDON_V2_PIPELINE : this;
    }

    /** Whether failed predictions are told from others. */
    public boolean tellsFailures() {
        return counters.size() > 1 || !counters.get(0).success().isAny();
    }

    /** Whether it counts what the model's own server gets, behind whatever makes one request of several. */
    public boolean countsBehindBatcher() {
        return this == KSERVE || this == MLSERVER || this == TRITON;
    }

    /** The counter of the successes, by its present name. */
    public Counter counter() {
        return counters.get(0);
    }

    /** The same by each of its names, the present one first. */
    public List<Counter> successes() {
        return counters.stream().filter(counter -> !counter.failures()).toList();
    }

    /**
     * A series' labels as the gate reads all of them: with the outcome as {@code code}, which is 200 or 500. What told it
     * before is kept in one label, so that no two series become one.
     */
    public Map<String, String> told(Counter counter, Map<String, String> labels) {
        if (isSeldon()) {
            return labels;
        }
        Map<String, String> told = new TreeMap<>(labels);
        String before = Stream.concat(counter.success().labels().stream(), Stream.of("code"))
                .distinct()
                .filter(labels::containsKey)
                .map(label -> label + "=" + told.remove(label))
                .collect(Collectors.joining(","));
        if (!before.isEmpty()) {
            told.put("exported_code", before);
        }
        told.put("code", counter.isSuccess(labels) ? "200" : "500");
        return told;
    }
}
