package io.jenkins.plugins.seldon.release.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.RecordedRequest;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.kubernetes.Discovery;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The refusals are worded as the API server's sources have them, which {@link ObjectTrial} names. */
@Timeout(60)
class ObjectTrialTest {

    private static final String NAMESPACE = "seldon-system";

    /** As the API server says it of a port that another Service has. */
    private static final String TAKEN =
            "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated";

    @Test
    void aFullQuotaIsToldInTheServersWords() throws Exception {
        String words = "exceeded quota: team, requested: requests.storage=8Gi, used: requests.storage=0, limited:"
                + " requests.storage=5Gi";
        Problem problem = ObjectTrial.problem(claim("data"), "persistentvolumeclaims \"data\" is forbidden: " + words)
                .orElseThrow();
        assertThat(problem.check()).isEqualTo(PreflightCheck.QUOTA);
        assertThat(problem.fatal()).isTrue();
        assertThat(problem.sentence())
                .isEqualTo("The API server would refuse PersistentVolumeClaim data: " + words
                        + ". Have the quota raised, or leave out PersistentVolumeClaim data through the values.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "minimum storage usage per PersistentVolumeClaim is 20Gi, but request is 8Gi",
                "[maximum storage usage per PersistentVolumeClaim is 5Gi, but request is 8Gi]"
            })
    void aSizeThatALimitRangeRefusesIsTold(String words) throws Exception {
        Problem problem = ObjectTrial.problem(claim("data"), "persistentvolumeclaims \"data\" is forbidden: " + words)
                .orElseThrow();
        assertThat(problem.check()).isEqualTo(PreflightCheck.LIMIT_RANGE);
        assertThat(problem.sentence())
                .isEqualTo("The API server would refuse PersistentVolumeClaim data: " + words
                        + ". Change its size in the values, or have the namespace's LimitRange changed.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "persistentvolumeclaims is forbidden: User \"ci\" cannot create resource \"persistentvolumeclaims\"",
                "admission webhook \"sizes.example.org\" denied the request: too large",
                ""
            })
    void otherRefusalsAreLeftToHelm(String said) throws Exception {
        assertThat(ObjectTrial.problem(claim("data"), said)).isEmpty();
    }

    @Test
    void aPortOfTheNodesThatIsTakenIsToldWhereverTheServiceIs() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                KubernetesClient client = client(cluster)) {
            ObjectTrial trial = new ObjectTrial(client, new Discovery(client).ask(Set.of("v1")), NAMESPACE);
            refuseServiceOnce(cluster, "Service \"web\" is invalid: " + TAKEN);
            assertThat(trial.problems(List.of(service("{port: 80}")), List.of()))
                    .isEmpty();
            Problem problem = trial.problems(List.of(service("{port: 80, nodePort: 30080}")), List.of())
                    .get(0);
            assertThat(problem.check()).isEqualTo(PreflightCheck.HOST_PORTS);
            assertThat(problem.sentence())
                    .isEqualTo("The API server would refuse Service web: " + TAKEN
                            + ". Give it another nodePort in the values.");
            assertThat(trial.problems(List.of(service("{port: 80, nodePort: 30080}")), List.of()))
                    .isEmpty();
            assertThat(cluster.writes()).isEmpty();
        }
    }

    /** It is free when Helm comes to the one, if it has come to the other before. */
    @Test
    void aPortThatAnotherServiceOfTheReleaseGivesUpMayBeTaken() throws Exception {
        RenderedObject former = service("{port: 80, nodePort: 30080}");
        RenderedObject taking = RenderedObject.parse("apiVersion: v1\nkind: Service\nmetadata: {name: outside}\n"
                        + "spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}\n")
                .get(0);
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                KubernetesClient client = client(cluster)) {
            ObjectTrial trial = new ObjectTrial(client, new Discovery(client).ask(Set.of("v1")), NAMESPACE);
            refuseServiceOnce(cluster, "Service \"outside\" is invalid: " + TAKEN);
            assertThat(trial.problems(List.of(service("{port: 80}"), taking), List.of(former)))
                    .isEmpty();
            assertThat(trial.problems(List.of(taking), List.of(former)))
                    .as("Helm deletes the other one last")
                    .extracting(Problem::check)
                    .containsExactly(PreflightCheck.HOST_PORTS);
        }
    }

    /** As ingress-nginx' webhook says it, of which one host and path are of one Ingress in the whole cluster. */
    @Test
    void aHostThatAnotherIngressHasIsTold() throws Exception {
        RenderedObject ingress = RenderedObject.parse(
                        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: grafana}\n")
                .get(0);
        String words = "host \"g.example.org\" and path \"/\" is already defined in ingress monitoring/grafana";
        Problem problem = ObjectTrial.problem(
                        ingress,
                        "admission webhook \"validate.nginx.ingress.kubernetes.io\" denied the request: " + words)
                .orElseThrow();
        assertThat(problem.check()).isEqualTo(PreflightCheck.OWNERSHIP);
        assertThat(problem.sentence())
                .isEqualTo("The API server would refuse Ingress grafana: " + words
                        + ". Give it another host or path in the values, or remove that Ingress.");
    }

    private static RenderedObject service(String port) throws InvalidChartException {
        return RenderedObject.parse(
                        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, ports: [" + port
                                + "]}\n")
                .get(0);
    }

    /** A claim that the release has is counted already: tried anew, it would be one too many. */
    @Test
    void onlyWhatIsNotThereYetIsTried() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                KubernetesClient client = client(cluster)) {
            ObjectTrial trial = new ObjectTrial(client, new Discovery(client).ask(Set.of("v1")), NAMESPACE);
            cluster.put(manifest("data", NAMESPACE));
            assertThat(trial.problems(List.of(claim("more")), List.of()))
                    .as("no quota")
                    .isEmpty();
            cluster.put(
                    """
                    apiVersion: v1
                    kind: ResourceQuota
                    metadata: {name: one, namespace: seldon-system}
                    spec: {hard: {count/persistentvolumeclaims: 1}}
                    """);
            cluster.forgetRequests();
            assertThat(trial.problems(List.of(claim("data")), List.of())).isEmpty();
            assertThat(trial.problems(RenderedObject.parse(manifest("more", "elsewhere")), List.of()))
                    .as("of another namespace")
                    .isEmpty();
            assertThat(trial.problems(List.of(claim("data"), claim("more")), List.of()))
                    .extracting(Problem::sentence)
                    .singleElement()
                    .asString()
                    .startsWith("The API server would refuse PersistentVolumeClaim more: exceeded quota: one, ");
            assertThat(cluster.writes()).as("what is stored").isEmpty();
            cluster.delete("persistentvolumeclaims", NAMESPACE, "data");
            assertThat(trial.problems(List.of(claim("more")), List.of()))
                    .as("right after a removal")
                    .isEmpty();
        }
    }

    /** Each has room alone: Helm would end behind the first. */
    @Test
    void aQuotaThatHasNoRoomForAllTogetherIsTold() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().playerPaused().start();
                KubernetesClient client = client(cluster)) {
            ObjectTrial trial = new ObjectTrial(client, new Discovery(client).ask(Set.of("v1")), NAMESPACE);
            cluster.put(
                    """
                    apiVersion: v1
                    kind: ResourceQuota
                    metadata: {name: team, namespace: seldon-system}
                    spec: {hard: {persistentvolumeclaims: 2, requests.storage: 20Gi, secrets: 1}}
                    status:
                      hard: {persistentvolumeclaims: 2, requests.storage: 20Gi, secrets: 1}
                      used: {persistentvolumeclaims: 1, requests.storage: 8Gi, secrets: 1}
                    """);
            cluster.put(manifest("data", NAMESPACE));
            cluster.forgetRequests();
            assertThat(trial.problems(List.of(claim("data"), claim("one")), List.of()))
                    .isEmpty();
            assertThat(cluster.writes()).as("what is stored").isEmpty();
            cluster.forgetRequests();
            List<Problem> problems = trial.problems(List.of(claim("data"), claim("one"), claim("two")), List.of());
            List<String> asked =
                    cluster.requests().stream().map(RecordedRequest::resource).toList();
            assertThat(asked.lastIndexOf("resourcequotas"))
                    .as("what somebody makes meanwhile is not used yet, or not made anew")
                    .isLessThan(asked.indexOf("persistentvolumeclaims"));
            String quota =
                    "ResourceQuota team in namespace seldon-system would not admit all objects of the release: it"
                            + " allows ";
            String advice = " more; raise the quota, or turn off parts of the chart in the values.";
            assertThat(problems)
                    .extracting(Problem::sentence)
                    .containsExactly(
                            quota + "persistentvolumeclaims 2, of which 1 is used, and the release needs 2" + advice,
                            quota + "requests.storage 20Gi, of which 8192Mi is used, and the release needs 16384Mi"
                                    + advice);
            assertThat(problems).allMatch(problem -> problem.fatal() && problem.check() == PreflightCheck.QUOTA);
            assertThat(cluster.writes()).as("what is stored").isEmpty();
        }
    }

    private static RenderedObject claim(String name) throws InvalidChartException {
        return RenderedObject.parse(manifest(name, NAMESPACE)).get(0);
    }

    private static String manifest(String name, String namespace) {
        return """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s, namespace: %s}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 8Gi}}}
                """
                .formatted(name, namespace);
    }

    private static KubernetesClient client(EmbeddedCluster cluster) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
    }

    private static void refuseServiceOnce(EmbeddedCluster cluster, String words) {
        cluster.faults().answer("/api/v1/namespaces/" + NAMESPACE + "/services", 1, 422, "Invalid", words);
    }
}
