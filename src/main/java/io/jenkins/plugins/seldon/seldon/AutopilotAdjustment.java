package io.jenkins.plugins.seldon.seldon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.jenkins.plugins.seldon.text.Json;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What GKE's Autopilot tells of a Deployment whose containers it has given other resources: what these were before
 * (kpt-config-sync, pkg/util, {@code AutopilotResourceMutation}). Immutable.
 */
final class AutopilotAdjustment {

    private static final String ANNOTATION = "autopilot.gke.io/resource-adjustment";

    private static final ObjectMapper JSON = Json.bounded().build();

    private final JsonNode input;

    AutopilotAdjustment(Deployment deployment) {
        this.input = told(deployment.getMetadata().getAnnotations()).path("input");
    }

    private static JsonNode told(Map<String, String> annotations) {
        try {
            return annotations == null || annotations.get(ANNOTATION) == null
                    ? JSON.createObjectNode()
                    : JSON.readTree(annotations.get(ANNOTATION));
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    /** The resources that a container had before; none where that is not told. */
    JsonNode before(String container) {
        return Stream.of("initContainers", "containers")
                .flatMap(list -> SeldonTemplate.stream(input.path(list)))
                .filter(told -> container.equals(told.path("name").asText()))
                .findFirst()
                .orElseGet(JSON::createObjectNode);
    }
}
