package io.jenkins.plugins.seldon.seldon;

import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.load.Transport;
import io.jenkins.plugins.seldon.load.grpc.GrpcCall;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Deployment;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a deployment's predictions are asked for, and how.
 *
 * @param url of a prediction, complete
 * @param protocol that it speaks
 * @param host by which name the ingress knows the model, to be sent as {@code Host}; empty for that of the URL
 * @param grpc what is called there, where it is gRPC
 * @param metadata by which an ingress finds the model where the path can't tell it
 */
public record Endpoint(String url, Protocol protocol, String host, GrpcCall grpc, List<Header> metadata) {

    /** Of a predictor's Service: seldon-core 1.17, operator/controllers ({@code DEFAULT_EXECUTOR_GRPC_PORT}). */
    private static final int GRPC_PORT = 5001;

    /** What the protocols put behind the prefix of a deployment. */
    private static final Pattern PREDICTION =
            Pattern.compile("/(api/v[01]\\.[01]/predictions|v1/models/[^?]*:predict|v2/models/[^?]*/infer)/*(\\?.*)?$");

    /** One that is asked over REST. */
    public Endpoint(String url, Protocol protocol, String host) {
        this(url, protocol, host, GrpcCall.NONE, List.of());
    }

    /** One that goes by its URL alone. */
    public Endpoint(String url, Protocol protocol) {
        this(url, protocol, "");
    }

    /**
     * What the user says of it.
     *
     * @param endpoint the ingress' base or a full URL; empty to take the address in the SeldonDeployment's status
     * @param prefix the deployment's path behind the ingress; empty for that of its annotations, or the usual one
     * @param protocol null for the URL's own, or the SeldonDeployment's
     * @param model its name in the paths of tensorflow and v2; empty for that of the graph's first node
     */
    public record Wish(String endpoint, String prefix, Protocol protocol, String model) {

        /** @throws InvalidOptionException with a sentence, when one contradicts the other */
        public Wish {
            if (!prefix.isEmpty() && endpoint.isEmpty()) {
                throw new InvalidOptionException(
                        "endpointPrefix needs endpoint: the address in the SeldonDeployment's status has no prefix.");
            }
            if (!prefix.isEmpty() && !prefix.matches("/[^?#\\s]*")) {
                throw new InvalidOptionException("endpointPrefix must be a path such as /mycompany/ml/.");
            }
            Optional<Protocol> ofPath = ofPath(endpoint);
            if (ofPath.isPresent() && !prefix.isEmpty()) {
                throw new InvalidOptionException(
                        "endpointPrefix contradicts endpoint, which is already the full URL of predictions.");
            }
            if (ofPath.isPresent() && protocol != null && protocol != ofPath.get()) {
                throw new InvalidOptionException("The protocol " + protocol
                        + " contradicts endpoint, which ends in the path of the protocol " + ofPath.get() + ".");
            }
        }

        /** Whether there is no URL without the SeldonDeployment. */
        public boolean needsDeployment() {
            return endpoint.isEmpty() || protocol != null && protocol.needsModel() && model.isEmpty() && !isComplete();
        }

        /** Whether the SeldonDeployment can say anything that the user does not. */
        public boolean leavesOpen() {
            return !isComplete() && (endpoint.isEmpty() || prefix.isEmpty() || protocol == null || model.isEmpty());
        }

        private boolean isComplete() {
            return ofPath(endpoint).isPresent();
        }

        private static Optional<Protocol> ofPath(String endpoint) {
            return endpoint.isEmpty() ? Optional.empty() : Protocol.ofPath(pathOf(parsed(endpoint)));
        }
    }

    /**
     * Finds URL and protocol. A URL that names a prediction already is taken as it is; a Service of the deployment and a
     * URL that ends with its prefix get the protocol's path; anything else is the ingress' base.
     *
     * @param deployment as the cluster shows it; empty when that is not known
     * @throws InvalidOptionException with a sentence, when there is no such URL
     */
    public static Endpoint resolve(Wish wish, PredictionSeries scope, Optional<Deployment> deployment) {
        if (isGrpc(scope)) {
            return overGrpc(wish, scope, deployment);
        }
        if (wish.endpoint().isEmpty()) {
            return ofStatus(wish, scope, deployment);
        }
        URI uri = parsed(wish.endpoint());
        String path = pathOf(uri);
        Optional<Protocol> told = Protocol.ofPath(path);
        if (told.isPresent()) {
            return new Endpoint(uri.toString(), told.get());
        }
        Protocol protocol = protocol(wish, scope, deployment);
        String base = withoutEnd(path);
        String prefix = prefix(wish, scope, deployment, uri);
        String host = deployment.map(Deployment::host).orElse("");
        return at(
                uri,
                base.endsWith(prefix) ? base : base + prefix,
                protocol,
                model(wish, scope, protocol, deployment),
                host.equals(uri.getHost()) || isService(uri, scope, deployment) ? "" : host);
    }

    /**
     * The endpoint that was found before.
     *
     * @param model the name in a request of the v2 protocol over gRPC; empty where none is needed
     */
    public static Endpoint restored(String url, Protocol protocol, String host, String model, PredictionSeries scope) {
        return isGrpc(scope)
                ? new Endpoint(url, protocol, host, new GrpcCall(protocol.grpc(), model), metadata(scope))
                : new Endpoint(url, protocol, host, GrpcCall.NONE, routing(scope));
    }

    private static boolean isGrpc(PredictionSeries scope) {
        return scope.servedBy().transport() == Transport.GRPC;
    }

    /**
     * By which an ingress tells models apart. Source: seldon-core 1.17, operator/controllers/ambassador/v1.go and
     * seldondeployment_controller.go (Istio's VirtualService: {@code seldon} and {@code namespace}); 2.9,
     * operator/pkg/cli/infer.go ({@code seldon-model}).
     */
    private static List<Header> metadata(PredictionSeries scope) {
        return switch (scope.servedBy().kind()) {
            case SELDON_DEPLOYMENT ->
                List.of(new Header("seldon", scope.deployment()), new Header("namespace", scope.namespace()));
            case MODEL -> List.of(new Header("seldon-model", scope.deployment()));
            default -> routing(scope);
        };
    }

    /** By which an ingress finds what its host does not tell, over either transport. */
    private static List<Header> routing(PredictionSeries scope) {
        return scope.routingHeaders().entrySet().stream()
                .map(header -> new Header(header.getKey(), header.getValue()))
                .toList();
    }

    /** Host, port and TLS are those of REST, but for a predictor's own Service, which has a port for each; the path is gRPC's. */
    private static Endpoint overGrpc(Wish wish, PredictionSeries scope, Optional<Deployment> deployment) {
        requireNoPath(wish);
        URI uri = wish.endpoint().isEmpty() ? address(scope, deployment) : parsed(wish.endpoint());
        Protocol protocol = protocol(wish, scope, deployment);
        boolean isServiceOfStatus = wish.endpoint().isEmpty() && isSeldon(scope);
        String authority = isServiceOfStatus ? uri.getHost() + ":" + GRPC_PORT : uri.getRawAuthority();
        String host = deployment.map(Deployment::host).orElse("");
        return restored(
                uri.getScheme() + "://" + authority + protocol.grpc().path(),
                protocol,
                host.equals(uri.getHost()) || isService(uri, scope, deployment) ? "" : host,
                model(wish, scope, protocol, deployment),
                scope);
    }

    /** @throws InvalidOptionException with a sentence, when a path is given, which gRPC has no place for */
    public static void requireNoPath(Wish wish) {
        String path = wish.endpoint().isEmpty() ? "" : pathOf(parsed(wish.endpoint()));
        if (!wish.prefix().isEmpty() || !path.isEmpty() && !path.equals("/")) {
            throw new InvalidOptionException("Over gRPC the endpoint is scheme, host and port, such as"
                    + " http://172.25.0.129:32193, without a path or endpointPrefix: the path is the method's, and "
                    + "metadata tells the ingress the model.");
        }
    }

    private static URI address(PredictionSeries scope, Optional<Deployment> deployment) {
        String address = deployment.map(Deployment::url).orElse("");
        if (address.isEmpty()) {
            throw new InvalidOptionException("The " + scope.servedBy().kind() + " " + scope + " has no address in its"
                    + " status yet; give the endpoint, or wait until it is "
                    + (isSeldon(scope) ? "Available." : "ready."));
        }
        return parsed(address);
    }

    private static Endpoint ofStatus(Wish wish, PredictionSeries scope, Optional<Deployment> deployment) {
        URI uri = address(scope, deployment);
        Protocol protocol = protocol(wish, scope, deployment);
        if (protocol.isPredictionPath(pathOf(uri)) && wish.model().isEmpty()) {
            return new Endpoint(uri.toString(), protocol);
        }
        String base = withoutEnd(PREDICTION.matcher(pathOf(uri)).replaceFirst(""));
        return at(uri, base, protocol, model(wish, scope, protocol, deployment), "");
    }

    private static Endpoint at(URI uri, String base, Protocol protocol, String model, String host) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String url = uri.getScheme() + "://" + uri.getRawAuthority() + base + "/" + protocol.path(model) + query;
        return new Endpoint(url, protocol, host);
    }

    private static boolean isSeldon(PredictionSeries scope) {
        return scope.servedBy().kind() == ModelKind.SELDON_DEPLOYMENT;
    }

    private static Protocol protocol(Wish wish, PredictionSeries scope, Optional<Deployment> deployment) {
        if (wish.protocol() != null) {
            return wish.protocol();
        }
        String told = deployment
                .map(Deployment::protocol)
                .filter(name -> !name.isEmpty())
                .orElse(scope.server().protocol());
        return deployment
                .filter(found -> found.kind() == ModelKind.INFERENCE_SERVICE)
                .map(found -> ofInferenceService(told, scope))
                .orElseGet(() -> Protocol.ofDeployment(told));
    }

    /**
     * An InferenceService tells what it speaks over REST, or that it speaks gRPC alone; over gRPC KServe's own servers know
     * nothing but v2, as MLServer and Triton. Source: kserve, pkg/constants/constants.go ({@code InferenceServiceProtocol}),
     * python/kserve/kserve/protocol/grpc/server.py.
     */
    private static Protocol ofInferenceService(String told, PredictionSeries scope) {
        boolean isV2 = told.equals("grpc-v2");
        if (isV2 && !isGrpc(scope)) {
            throw new InvalidOptionException("The InferenceService " + scope + " speaks grpc-v2 alone; set transport to"
                    + " grpc, or protocol to what its endpoint speaks over REST.");
        }
        return isV2 || isGrpc(scope) && !told.equals("grpc-v1") ? Protocol.V2 : Protocol.ofDeployment(told);
    }

    private static String model(Wish wish, PredictionSeries scope, Protocol protocol, Optional<Deployment> deployment) {
        String known = isSeldon(scope) ? "" : scope.deployment();
        String model =
                wish.model().isEmpty() ? deployment.map(Deployment::model).orElse(known) : wish.model();
        if (model.isEmpty() && protocol.needsModel()) {
            throw new InvalidOptionException(
                    "The model's name is unknown; set model: it is part of the paths of the protocol " + protocol
                            + ".");
        }
        return model;
    }

    private static String prefix(Wish wish, PredictionSeries scope, Optional<Deployment> deployment, URI uri) {
        String prefix = wish.prefix();
        boolean isBare = pathOf(uri).isEmpty() || pathOf(uri).equals("/");
        if (prefix.isEmpty() && (isService(uri, scope, deployment) || !isSeldon(scope) && !isBare)) {
            return "";
        }
        if (prefix.isEmpty()) {
            prefix = deployment.map(Deployment::prefix).orElse("");
        }
        return prefix.isEmpty() && isSeldon(scope)
                ? "/seldon/" + scope.namespace() + "/" + scope.deployment()
                : withoutEnd(prefix);
    }

    /**
     * Whether a host is that of a Service of the model's own in the cluster, by which everything there knows it: {@code
     * <deployment>-<predictor>.<namespace>.svc}, and but for Seldon's {@code <name>.<namespace>.svc}. KServe's and Knative's
     * gateway in the cluster know a model by such names alone: kserve, ingress_reconciler.go ({@code createHTTPMatchRequest}).
     * The object's predictors tell those that have another name, or are called without their namespace.
     */
    private static boolean isService(URI uri, PredictionSeries scope, Optional<Deployment> deployment) {
        String[] parts = uri.getHost().split("\\.");
        boolean isNamed = parts[0].startsWith(scope.deployment() + "-")
                || !isSeldon(scope) && parts[0].equals(scope.deployment());
        boolean isInCluster = parts.length == 2
                ? "http".equalsIgnoreCase(uri.getScheme())
                : parts.length > 2 && parts[2].equals("svc");
        List<Predictor> predictors = deployment.map(Deployment::predictors).orElse(List.of());
        return isNamed && isInCluster && parts[1].equals(scope.namespace())
                || !scope.predictorBehind(uri.toString(), predictors).isEmpty();
    }

    /** A path without the slashes at its end. */
    private static String withoutEnd(String path) {
        return path.replaceAll("(?<!/)/++$", "");
    }

    private static String pathOf(URI uri) {
        return uri.getRawPath() == null ? "" : uri.getRawPath();
    }

    /** @throws InvalidOptionException with a sentence, when it is no URL that predictions can be asked of */
    public static void requireUrl(String given) {
        parsed(given);
    }

    private static URI parsed(String given) {
        URI uri;
        try {
            uri = new URI(given.strip());
        } catch (URISyntaxException e) {
            throw notAUrl();
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw notAUrl();
        }
        return uri;
    }

    /** Where one replica's own metrics are, for the URL of a prediction over REST: beside it. */
    public static String metrics(String predictions) {
        return PREDICTION.matcher(predictions).replaceFirst("/prometheus");
    }

    /**
     * Where one replica's own metrics are behind the ingress of {@link #resolve}, over whichever transport: the executor's page
     * is HTTP's. Over gRPC it is where REST would ask; empty for a Service that was given with its port, which is gRPC's.
     */
    public static Optional<String> page(Wish wish, PredictionSeries scope, Optional<Deployment> deployment) {
        if (!isGrpc(scope)) {
            return Optional.of(metrics(resolve(wish, scope, deployment).url()));
        }
        if (wish.endpoint().isEmpty()) {
            URI uri = address(scope, deployment);
            return Optional.of(page(uri, PREDICTION.matcher(pathOf(uri)).replaceFirst("")));
        }
        URI uri = parsed(wish.endpoint());
        return isService(uri, scope, deployment)
                ? Optional.empty()
                : Optional.of(page(uri, prefix(wish, scope, deployment, uri)));
    }

    private static String page(URI uri, String base) {
        return uri.getScheme() + "://" + uri.getRawAuthority() + withoutEnd(base) + "/prometheus";
    }

    private static InvalidOptionException notAUrl() {
        return new InvalidOptionException(
                "The endpoint must be a complete http or https URL without user and password; give credentials as"
                        + " endpointCredentialsId.");
    }
}
