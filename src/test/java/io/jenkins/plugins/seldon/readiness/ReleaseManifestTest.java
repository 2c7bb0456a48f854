package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class ReleaseManifestTest {

    private static final String MANIFEST =
            """
            ---
            # Source: chart/templates/web.yaml
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            ---
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: agent, namespace: seldon-system}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: elsewhere, namespace: kube-system}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {x: "kind: Deployment"}
            ---
            """;

    @Test
    void namesTheWorkloadsOfItsNamespace() throws IOException {
        assertThat(ReleaseManifest.newest(List.of(secret(1, MANIFEST)), "seldon-system")
                        .workloads())
                .extracting(WorkloadName::toString)
                .containsExactly("deployment/web", "daemonset/agent");
    }

    @Test
    void namesTheWorkloadsOfOtherNamespacesWithThese() throws IOException {
        assertThat(ReleaseManifest.newest(List.of(secret(1, MANIFEST)), "seldon-system")
                        .elsewhere())
                .containsExactly("statefulset/elsewhere (kube-system)");
    }

    @Test
    void namesTheWorkloadsInListsAndInJson() throws IOException {
        String manifest =
                """
                apiVersion: v1
                kind: List
                items:
                - {apiVersion: apps/v1, kind: Deployment, metadata: {name: one}}
                - apiVersion: apps/v1
                  kind: DeploymentList
                  items: [{kind: Deployment, metadata: {name: two}}, {kind: Deployment, metadata: {name: there, namespace: x}}]
                ---
                # nothing
                ---
                {
                \t"apiVersion": "apps/v1",\t"kind": "StatefulSet",
                \t"metadata": {"name": "three", "name": "last"}
                }
                """;
        assertThat(ReleaseManifest.parse(manifest, "seldon-system").workloads())
                .extracting(WorkloadName::toString)
                .containsExactly("deployment/one", "deployment/two", "statefulset/last");
        assertThat(ReleaseManifest.parse("# nothing\n", "seldon-system").workloads())
                .isEmpty();
    }

    @Test
    void namesCustomResourcesAndTellsKindsByTheirGroup() throws IOException {
        String manifest =
                """
                apiVersion: machinelearning.seldon.io/v1alpha3
                kind: SeldonDeployment
                metadata: {name: iris}
                ---
                apiVersion: example.com/v1
                kind: Deployment
                metadata: {name: web}
                ---
                apiVersion: extensions/v1beta1
                kind: Deployment
                metadata: {name: old}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                """;
        assertThat(ReleaseManifest.parse(manifest, "seldon-system").workloads())
                .containsExactly(
                        new WorkloadName(WatchedKind.SELDON_DEPLOYMENT, "iris"),
                        new WorkloadName(WatchedKind.custom("example.com/v1", "Deployment"), "web"),
                        new WorkloadName(WatchedKind.DEPLOYMENT, "old"));
    }

    @Test
    void takesTheNewestRevision() throws IOException {
        List<Secret> revisions = List.of(
                secret(9, MANIFEST),
                secret(10, "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: newer}\n"),
                secret(2, MANIFEST));
        assertThat(ReleaseManifest.newest(revisions, "seldon-system").workloads())
                .extracting(WorkloadName::name)
                .containsExactly("newer");
    }

    @Test
    void tellsWhenTheNewestRevisionWasBegun() throws IOException {
        Secret newest = secret(10, MANIFEST);
        newest.getMetadata().setCreationTimestamp("2026-11-22T16:30:00Z");
        assertThat(ReleaseManifest.newest(List.of(secret(9, MANIFEST), newest), "seldon-system")
                        .begun())
                .isEqualTo(Instant.parse("2026-11-22T16:30:00Z"));
    }

    @Test
    void isEmptyWithoutARevision() throws IOException {
        Secret foreign =
                new SecretBuilder().withType("Opaque").addToData("release", "x").build();
        assertThat(ReleaseManifest.newest(List.of(foreign), "seldon-system").workloads())
                .isEmpty();
    }

    @Test
    void refusesWhatHelmDidNotWrite() throws IOException {
        Secret broken = secret(1, MANIFEST);
        broken.setData(Map.of("release", "!!"));
        assertThatThrownBy(() -> ReleaseManifest.newest(List.of(broken), "x")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ReleaseManifest.parse("a: !!java.net.URL [x]", "x"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aWorkloadOfTheManifestThatDoesNotExistYetIsWaitedFor() {
        Set<WorkloadName> manifest = Set.of(WorkloadName.parse("deployment/later"));
        Assessment assessment =
                Verdicts.assess(new Snapshot(List.of(Objects.pod("web", null))), Verdicts.RELEASE, manifest);
        assertThat(assessment.absent()).containsExactly(WorkloadName.parse("deployment/later"));
    }

    @ParameterizedTest
    @CsvSource({"ConfigMap, seldon-system, true", "Widget, seldon-system, false", "Deployment, models, false"})
    void tellsWhetherItRunsNothing(String kind, String namespace, boolean expected) throws IOException {
        String version = kind.equals("Widget") ? "example.com/v1" : kind.equals("Deployment") ? "apps/v1" : "v1";
        Secret secret = secret(
                1,
                "{apiVersion: %s, kind: %s, metadata: {name: web, namespace: %s}}".formatted(version, kind, namespace));
        secret.getMetadata().setCreationTimestamp("2026-11-22T16:30:00Z");
        assertThat(ReleaseManifest.newest(List.of(secret), "seldon-system")
                        .revision()
                        .runsNothing())
                .isEqualTo(expected);
        assertThat(ReleaseManifest.NONE.revision()).isEqualTo(Revision.UNKNOWN);
    }

    /** As one of CronJobs alone; without Helm's record there may be more to come. */
    @Test
    void aReleaseThatRunsNothingIsReadyWhereNoPodIsAskedFor() {
        Criteria criteria = Verdicts.RELEASE.withMinPods(0);
        Snapshot empty = new Snapshot(List.of());
        Assessment recorded = empty.assess(criteria, Set.of(), new Revision(Verdicts.START, true));
        assertThat(RolloutState.NEW.judge(recorded, criteria, Verdicts.START).status())
                .isInstanceOf(RolloutStatus.Ready.class);
        assertThat(empty.assess(criteria, Set.of(), Revision.UNKNOWN).waiting())
                .containsExactly("nothing of release demo exists yet");
    }

    public static Secret secret(int revision, String manifest) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(new ObjectMapper()
                    .writeValueAsBytes(
                            Map.of("name", "demo", "version", revision, "manifest", manifest, "info", Map.of())));
        }
        byte[] helms = Base64.getEncoder().encode(packed.toByteArray());
        return new SecretBuilder()
                .withNewMetadata()
                .withName("sh.helm.release.v1.demo.v" + revision)
                .addToLabels("version", "" + revision)
                .endMetadata()
                .withType("helm.sh/release.v1")
                .addToData("release", Base64.getEncoder().encodeToString(helms))
                .build();
    }
}
