package io.jenkins.plugins.seldon.seldon.server;

import java.util.Map;

/**
 * Objects of a cluster that stand for a model: by which name the API server has them, which labels their pods carry, and in
 * which container the counters are. Pure.
 */
public enum ModelKind {

    /** Seldon Core 1: seldon-core 1.12, operator/controllers ({@code seldon-deployment-id}). */
    SELDON_DEPLOYMENT(
            "SeldonDeployment", "machinelearning.seldon.io", "v1", "seldondeployments", "seldon-container-engine") {
        @Override
        public Map<String, String> podLabels(String name) {
            return Map.of("seldon-deployment-id", name);
        }
    },

    /**
     * KServe: kserve, pkg/constants/constants.go ({@code InferenceServiceLabel}, {@code KServiceComponentLabel}, {@code
     * InferenceServiceContainerName}). A transformer's pods count under the same names, and are not the model's.
     */
    INFERENCE_SERVICE("InferenceService", "serving.kserve.io", "v1beta1", "inferenceservices", "kserve-container") {
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
    MODEL("Model", "mlops.seldon.io", "v1alpha1", "models", "agent") {
        @Override
        public Map<String, String> podLabels(String name) {
            return Map.of("app.kubernetes.io/name", "seldon-server");
        }
    },

    /** A Deployment of Kubernetes' own; its pods are those that its selector selects. */
    DEPLOYMENT("Deployment", "apps", "v1", "deployments", "") {
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

    ModelKind(String kind, String group, String version, String plural, String container) {
        this.kind = kind;
        this.group = group;
        this.version = version;
        this.plural = plural;
        this.container = container;
    }

    /** The labels of its pods; none where its own selector tells them. */
    public abstract Map<String, String> podLabels(String name);

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

    /** As a manifest names it. */
    @Override
    public String toString() {
        return kind;
    }
}
