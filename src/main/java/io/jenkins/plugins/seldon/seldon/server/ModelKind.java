package io.jenkins.plugins.seldon.seldon.server;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Objects of a cluster that stand for a model: by which name the API server has them, which labels their pods carry, and in
 * which container the counters are. Pure.
 */
public enum ModelKind {

    /** Seldon Core 1: seldon-core 1.12, operator/controllers ({@code seldon-deployment-id}). */
    SELDON_DEPLOYMENT(
            "SeldonDeployment",
            "machinelearning.seldon.io",
            "v1",
            "seldondeployments",
            "seldon-container-engine",
            "seldondeployment",
            "sdep") {
        @Override
        public Map<String, String> podLabels(String name) {
            return Map.of("seldon-deployment-id", name);
        }
    },

    /**
     * KServe: kserve, pkg/constants/constants.go ({@code InferenceServiceLabel}, {@code KServiceComponentLabel}, {@code
     * InferenceServiceContainerName}). A transformer's pods count under the same names, and are not the model's.
     */
    INFERENCE_SERVICE(
            "InferenceService",
            "serving.kserve.io",
            "v1beta1",
            "inferenceservices",
            "kserve-container",
            "inferenceservice",
            "isvc") {
        @Override
        public Map<String, String> podLabels(String name) {
            return Map.of("serving.kserve.io/inferenceservice", name, "component", "predictor");
        }
    },

    /**
     * Seldon Core 2: seldon-core, operator/pkg/constants/constants.go ({@code ServerLabelValue}),
     * operator/apis/mlops/v1alpha1/server_types.go ({@code AgentContainerName}). The pods of all its servers: on which of
     * them a model is loaded changes, and those without it count nothing of it.
     */
    MODEL("Model", "mlops.seldon.io", "v1alpha1", "models", "agent", "model") {
        @Override
        public Map<String, String> podLabels(String name) {
            return Map.of("app.kubernetes.io/name", "seldon-server");
        }
    },

    /**
     * Seldon Core 2: seldon-core 2.9.1, operator/apis/mlops/v1alpha1/seldonconfig_types.go ({@code PipelineGatewayName}),
     * operator/controllers/reconcilers/seldon/deployment_reconciler.go (the label), operator/config/seldonconfigs (the
     * container). The pods of the namespace's pipeline gateway: of several, some may never be asked for this pipeline.
     */
    PIPELINE("Pipeline", "mlops.seldon.io", "v1alpha1", "pipelines", "pipelinegateway", "pipeline") {
        @Override
        public Map<String, String> podLabels(String name) {
            return Map.of("app.kubernetes.io/name", "seldon-pipelinegateway");
        }
    },

    /**
     * Knative Serving's own, with the pods of all its revisions: knative/serving, pkg/apis/serving/register.go ({@code
     * ServiceLabelKey}), pkg/reconciler/revision/resources/constants.go ({@code QueueContainerName}).
     */
    KNATIVE_SERVICE("Service", "serving.knative.dev", "v1", "services", "queue-proxy", "ksvc") {
        @Override
        public Map<String, String> podLabels(String name) {
            return Map.of("serving.knative.dev/service", name);
        }

        @Override
        public String toString() {
            return "Knative Service";
        }
    },

    /** A Deployment of Kubernetes' own; its pods are those that its selector selects. */
    DEPLOYMENT("Deployment", "apps", "v1", "deployments", "", "deployment", "deploy") {
        @Override
        public Map<String, String> podLabels(String name) {
            return Map.of();
        }
    };

    private final String kind;
    private final String group;
    private final String version;
    private final String plural;
    private final String container;
    private final List<String> nouns;

    ModelKind(String kind, String group, String version, String plural, String container, String... nouns) {
        this.kind = kind;
        this.group = group;
        this.version = version;
        this.plural = plural;
        this.container = container;
        this.nouns = List.of(nouns);
    }

    /** The kind that users write before a name's slash, as for kubectl, or as it writes it: {@code ksvc}, {@code deployment.apps}. */
    static Optional<ModelKind> written(String noun) {
        String lower = noun.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(kind -> kind.nouns.contains(lower)
                        || kind.plural.equals(lower) && kind != KNATIVE_SERVICE
                        || lower.equals(kind.kind.toLowerCase(Locale.ROOT) + "." + kind.group))
                .findFirst();
    }

    /** What users write before a name's slash. */
    String noun() {
        return nouns.get(0);
    }

    /** The labels of its pods; none where its own selector tells them. */
    public abstract Map<String, String> podLabels(String name);

    /** Whether it shares its predictions out among parts with names: a SeldonDeployment's predictors, a Service's revisions. */
    public boolean hasPredictors() {
        return this == SELDON_DEPLOYMENT || this == KNATIVE_SERVICE;
    }

    /**
     * Whether a pod's name tells that it is another component's than the model's, in an object of a name: an
     * InferenceService's transformer or explainer, which count by the model's name what they ask of it. Source: kserve,
     * pkg/constants/constants.go ({@code TransformerServiceName}, {@code ExplainerServiceName}).
     */
    public boolean isOfAnotherComponent(String name, String pod) {
        return this == INFERENCE_SERVICE
                && (pod.startsWith(name + "-transformer-") || pod.startsWith(name + "-explainer-"));
    }

    /** As a manifest names it. */
    public String kind() {
        return kind;
    }

    public String group() {
        return group;
    }

    public String version() {
        return version;
    }

    public String plural() {
        return plural;
    }

    /** The container that counts; empty for whichever there is. */
    public String container() {
        return container;
    }

    /** As sentences name it. */
    @Override
    public String toString() {
        return kind;
    }
}
