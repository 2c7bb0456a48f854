package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SeldonDeployments of every shape, made ready by the played operator and waited for. */
class SeldonSamplesTest {

    private static final Path FOLDER = Path.of("src/test/resources/seldondeployments");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CLAIM =
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: models, namespace: seldon-system}
            spec: {accessModes: [ReadOnlyMany], resources: {requests: {storage: 1Gi}}}
            """;

    private static EmbeddedCluster cluster;
    private static WaitSite site;

    @BeforeAll
    static void start() {
        cluster = EmbeddedCluster.start();
        site = new WaitSite(5);
        cluster.put(CLAIM);
    }

    @AfterAll
    static void stop() {
        site.close();
        cluster.close();
    }

    static Stream<String> samples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsReadyWithThePodsThatItAsksFor(String file) throws Exception {
        String yaml = Files.readString(FOLDER.resolve(file));
        ObjectNode sample = Json.yaml(yaml).get(0);
        cluster.put(yaml);
        Outcome outcome = site.start(
                        cluster.kubeconfig(), Criteria.of(new Subject.Seldon(Json.name(sample))), Duration.ofHours(1))
                .outcome(LIMIT);
        assertThat(outcome.kind()).as(outcome.sentence()).isEqualTo(Outcome.Kind.READY);
        List<JsonNode> deployments = owned(Json.name(sample));
        assertThat(outcome.pods())
                .hasSize(deployments.stream()
                        .mapToInt(each -> Json.at(each, "spec", "replicas").asInt())
                        .sum());
        cluster.delete("seldondeployments", "seldon-system", Json.name(sample));
    }

    private static List<JsonNode> owned(String name) {
        return cluster.objects("deployments", "seldon-system").stream()
                .filter(each ->
                        each.at("/metadata/ownerReferences/0/name").asText().equals(name))
                .map(JsonNode.class::cast)
                .toList();
    }
}
