package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.jenkins.plugins.seldon.fixture.cluster.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the operator's own code makes of the samples ({@code made-by-1.18.2.jsonl.gz}), each Deployment ready and the
 * status {@code Available}: taken over as the sample is, and no longer once something of the sample is changed.
 */
class SeldonTakeoverTest {

    private static final KubernetesSerialization OBJECTS = new KubernetesSerialization();

    /** What shows in nothing that the operator makes: it replaces this image, and loses these variables. */
    private static final List<String> UNTOLD = List.of(
            "image of tensorflow-with-a-proxy-image-of-its-own",
            "variable of tensorflow-with-a-proxy-image-of-its-own",
            "variable of variables-of-the-operators-names");

    static Stream<JsonNode> samples() throws IOException {
        List<JsonNode> samples = new ArrayList<>();
        try (InputStream in =
                        SeldonTakeoverTest.class.getResourceAsStream("/seldondeployments/made-by-1.18.2.jsonl.gz");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                samples.add(Json.read(line.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return samples.stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsTakenOverUntilItIsChanged(JsonNode made) throws IOException {
        String name = Json.text(made, "sample");
        assertThat(verdict(name, made, sample -> {})).isInstanceOf(RolloutStatus.Ready.class);
        for (Change change : changes()) {
            boolean[] changed = {false};
            RolloutStatus verdict =
                    verdict(name, made, sample -> changed[0] = change.to().apply(sample));
            if (changed[0] && !UNTOLD.contains(change.name() + " of " + name)) {
                assertThat(verdict).as(change.name()).isInstanceOf(RolloutStatus.Waiting.class);
            }
        }
    }

    /** The operator deletes a Deployment whose selector changes, and fails until it can make another of that name. */
    @Test
    void aFailureWhileADeploymentIsBeingDeletedIsWaitedFor() throws IOException {
        JsonNode made = samples()
                .filter(each -> Json.text(each, "sample").equals("single-model"))
                .findFirst()
                .orElseThrow();
        ((ObjectNode) made.at("/deployments/0/metadata")).put("deletionTimestamp", "2026-11-22T17:00:00Z");
        RolloutStatus verdict = verdict("single-model", made, sample -> Json.child(sample, "status")
                .put("state", "Failed")
                .put("description", "object is being deleted: deployments.apps already exists"));
        assertThat(((RolloutStatus.Waiting) verdict).reasons())
                .contains("deployment/single-model-default-0-classifier is being deleted");
    }

    /** As GKE's Autopilot does with what is less than its least, of a Deployment that the operator has made. */
    @ParameterizedTest
    @ValueSource(strings = {"hpa-v2", "separate-engine-scaled"})
    void resourcesThatAdmissionHasRaisedAreTakenOver(String name) throws IOException {
        JsonNode made = samples()
                .filter(each -> Json.text(each, "sample").equals(name))
                .findFirst()
                .orElseThrow();
        for (JsonNode deployment : made.path("deployments")) {
            for (JsonNode container : Json.at(deployment, "spec", "template", "spec", "containers")) {
                Json.child((ObjectNode) container, "resources", "requests").put("cpu", "4");
            }
        }
        assertThat(verdict(name, made, sample -> {})).isInstanceOf(RolloutStatus.Ready.class);
        assertThat(verdict(
                        name,
                        made,
                        sample -> predictors(sample, predictor -> {
                            Json.child(predictor, "svcOrchSpec", "resources", "requests")
                                    .put("cpu", "3");
                            return true;
                        })))
                .isInstanceOf(RolloutStatus.Waiting.class);
    }

    @Test
    void aSharedNameIsNoOwner() throws IOException {
        JsonNode made = samples()
                .filter(each -> Json.text(each, "sample").equals("called-seldon"))
                .findFirst()
                .orElseThrow();
        RolloutStatus verdict = verdict(
                "called-seldon", made, sample -> Json.child(sample, "metadata").put("uid", "another"));
        assertThat(((RolloutStatus.Waiting) verdict).reasons())
                .contains("deployment/seldon-short-0-classifier of predictor short does not exist yet");
    }

    private record Change(String name, Function<ObjectNode, Boolean> to) {}

    private static List<Change> changes() {
        return List.of(
                new Change(
                        "image",
                        sample -> containers(sample, container -> {
                            boolean has = container.has("image");
                            container.put("image", "models/other:9");
                            return has;
                        })),
                new Change(
                        "variable",
                        sample -> containers(sample, container -> {
                            container
                                    .withArray("env")
                                    .addObject()
                                    .put("name", "NEW")
                                    .put("value", "1");
                            return true;
                        })),
                new Change(
                        "memory",
                        sample -> containers(sample, container -> {
                            Json.child(container, "resources", "limits").put("memory", "3Gi");
                            return true;
                        })),
                new Change(
                        "volume",
                        sample -> components(sample, pod -> pod.withArray("volumes")
                                .addObject()
                                .put("name", "settings")
                                .putObject("configMap")
                                .put("name", "settings-2"))),
                new Change(
                        "nodes",
                        sample -> components(
                                sample, pod -> Json.child(pod, "nodeSelector").put("pool", "others"))),
                new Change(
                        "model",
                        sample -> predictors(sample, predictor -> {
                            boolean has = Json.at(predictor, "graph").has("modelUri")
                                    && !Json.text(predictor, "graph", "modelUri")
                                            .startsWith("pvc:");
                            Json.child(predictor, "graph").put("modelUri", "gs://models/other");
                            return has;
                        })),
                new Change(
                        "graph",
                        sample -> predictors(sample, predictor -> {
                            Json.child(predictor, "graph")
                                    .withArray("parameters")
                                    .addObject()
                                    .put("name", "new")
                                    .put("value", "1");
                            return !Json.at(predictor, "annotations").has("seldon.io/no-engine");
                        })),
                new Change(
                        "login",
                        sample -> predictors(sample, predictor -> {
                            Json.child(predictor, "graph").put("envSecretRefName", "another-bucket");
                            return !Json.at(predictor, "annotations").has("seldon.io/no-engine");
                        })),
                new Change(
                        "logging",
                        sample -> predictors(sample, predictor -> {
                            Json.child(predictor, "graph", "logger").put("mode", "response");
                            return !Json.at(predictor, "annotations").has("seldon.io/no-engine");
                        })),
                new Change(
                        "executor",
                        sample -> predictors(sample, predictor -> {
                            Json.child(predictor, "svcOrchSpec", "resources", "limits")
                                    .put("memory", "3Gi");
                            return !Json.at(predictor, "annotations").has("seldon.io/no-engine");
                        })),
                new Change(
                        "replicas",
                        sample -> predictors(sample, predictor -> {
                            boolean elsewhere =
                                    predictor.findParent("hpaSpec") != null || predictor.findParent("kedaSpec") != null;
                            predictor.put("replicas", 7);
                            return !elsewhere;
                        })),
                new Change(
                        "autoscaler",
                        sample -> predictors(sample, predictor -> {
                            boolean has = false;
                            for (JsonNode component : predictor.path("componentSpecs")) {
                                if (component.path("hpaSpec") instanceof ObjectNode autoscaler) {
                                    autoscaler.put("minReplicas", 9);
                                    has = true;
                                }
                            }
                            return has;
                        })),
                new Change(
                        "name",
                        sample -> predictors(sample, predictor -> {
                            predictor.put("name", Json.text(predictor, "name") + "x");
                            return true;
                        })));
    }

    private static boolean components(ObjectNode sample, Consumer<ObjectNode> change) {
        boolean changed = false;
        for (JsonNode predictor : Json.at(sample, "spec", "predictors")) {
            for (JsonNode component : predictor.path("componentSpecs")) {
                if (!Json.at(component, "spec", "containers").isEmpty()) {
                    change.accept((ObjectNode) component.path("spec"));
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static boolean containers(ObjectNode sample, Predicate<ObjectNode> change) {
        boolean changed = false;
        for (JsonNode predictor : Json.at(sample, "spec", "predictors")) {
            for (JsonNode component : predictor.path("componentSpecs")) {
                for (JsonNode container : Json.at(component, "spec", "containers")) {
                    changed |= change.test((ObjectNode) container);
                }
            }
        }
        return changed;
    }

    private static boolean predictors(ObjectNode sample, Predicate<ObjectNode> change) {
        boolean changed = false;
        for (JsonNode predictor : Json.at(sample, "spec", "predictors")) {
            changed |= change.test((ObjectNode) predictor);
        }
        return changed;
    }

    private static RolloutStatus verdict(String name, JsonNode made, Consumer<ObjectNode> change) throws IOException {
        ObjectNode sample = Json.yaml(Files.readString(
                        Path.of("src/test/resources/seldondeployments", name + ".yaml"), StandardCharsets.UTF_8))
                .get(0);
        Json.child(sample, "metadata").put("uid", "uid-sdep").put("generation", 1);
        Json.child(sample, "status").put("state", "Available");
        int least = sample.findPath("minReplicas").asInt(1);
        change.accept(sample);
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(object(sample));
        for (JsonNode deployment : made.path("deployments")) {
            add((ObjectNode) deployment.deepCopy(), least, objects);
        }
        return Verdicts.first(Criteria.of(new Subject.Seldon(Json.name(sample))), objects);
    }

    /** A Deployment with all its replicas ready, those of an autoscaler where the operator says nothing. */
    private static void add(ObjectNode deployment, int least, List<HasMetadata> objects) {
        String name = Json.name(deployment);
        int replicas = Json.at(deployment, "spec", "replicas").asInt(least);
        deployment.put("apiVersion", "apps/v1").put("kind", "Deployment");
        owned(deployment, "SeldonDeployment", "uid-sdep").put("generation", 1);
        Json.child(deployment, "spec").put("replicas", replicas);
        deployment.set(
                "status",
                Json.quoted(
                        "{'observedGeneration': 1, 'replicas': %1$d, 'updatedReplicas': %1$d, 'readyReplicas': %1$d,"
                                + " 'availableReplicas': %1$d, 'conditions': [{'type': 'Available', 'status': 'True'},"
                                + " {'type': 'Progressing', 'status': 'True', 'reason': 'NewReplicaSetAvailable'}]}",
                        replicas));
        objects.add(object(deployment));
        ObjectNode set = Json.object().put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
        Json.child(set, "metadata").put("name", name + "-1");
        owned(set, "Deployment", "uid-" + name);
        HasMetadata owner = object(set);
        objects.add(owner);
        for (int i = 0; i < replicas; i++) {
            objects.add(Objects.pod(name + "-1-" + i, owner));
        }
    }

    private static ObjectNode owned(ObjectNode object, String kind, String uid) {
        ObjectNode metadata = Json.child(object, "metadata");
        metadata.put("uid", "uid-" + Json.name(object));
        Json.child(metadata, "annotations").put("deployment.kubernetes.io/revision", "1");
        metadata.putArray("ownerReferences")
                .addObject()
                .put("kind", kind)
                .put("uid", uid)
                .put("controller", true);
        return metadata;
    }

    private static HasMetadata object(ObjectNode json) {
        return OBJECTS.unmarshal(json.toString(), HasMetadata.class);
    }
}
