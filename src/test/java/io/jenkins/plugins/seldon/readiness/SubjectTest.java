package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTest {

    private static final Set<WatchedKind> WORKLOADS = Set.of(
            WatchedKind.POD,
            WatchedKind.DEPLOYMENT,
            WatchedKind.STATEFUL_SET,
            WatchedKind.DAEMON_SET,
            WatchedKind.REPLICA_SET,
            WatchedKind.JOB);

    @Test
    void aReleaseAndASelectorAreLookedForAmongAllWorkloads() {
        Subject release = new Subject.Release("demo");
        assertThat(release.kinds()).isEqualTo(WORKLOADS).first().isEqualTo(WatchedKind.POD);
        assertThat(release).hasToString("release demo");
        Subject selected = new Subject.Selected(LabelSelector.parse("tier=web"));
        assertThat(selected.kinds()).isEqualTo(WORKLOADS);
        assertThat(selected).hasToString("selector tier=web");
    }

    @Test
    void aSeldonDeploymentIsLookedForWithWhatTheOperatorMakes() {
        Subject seldon = new Subject.Seldon("iris");
        assertThat(seldon.kinds())
                .containsExactly(
                        WatchedKind.POD,
                        WatchedKind.DEPLOYMENT,
                        WatchedKind.REPLICA_SET,
                        WatchedKind.SELDON_DEPLOYMENT);
        assertThat(seldon).hasToString("SeldonDeployment iris");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pod/a                        | Pod",
                "deployment/a                 | Pod Deployment ReplicaSet",
                "job/a daemonset/b            | Pod Job DaemonSet",
                "inferenceservice/a           | Pod InferenceService Deployment ReplicaSet",
            })
    void namedWorkloadsAreLookedForWithWhatTheirControllersMake(String names, String kinds) {
        Subject named = new Subject.Named(
                Arrays.stream(names.split(" ")).map(WorkloadName::parse).toList());
        assertThat(named.kinds()).extracting(WatchedKind::kind).containsExactlyInAnyOrder(kinds.split(" "));
        assertThat(named).hasToString(String.join(", ", List.of(names.split(" "))));
    }

    @Test
    void whoNamesWorkloadsIsConcernedByWhatIsNamedAfterThem() {
        Subject named = new Subject.Named(List.of(WorkloadName.parse("web"), WorkloadName.parse("job/migrate")));
        assertThat(List.of("web", "web-7d9c-x2x1z", "migrate-abcde")).allMatch(named::isConcerned);
        assertThat(List.of("we", "db-0", "other-web")).noneMatch(named::isConcerned);
    }

    @Test
    void whoNamesNoWorkloadIsConcernedByEverything() {
        assertThat(List.of(
                        new Subject.Release("demo"),
                        new Subject.Seldon("iris"),
                        new Subject.Selected(LabelSelector.parse("app=demo"))))
                .allMatch(subject -> subject.isConcerned("anything"));
    }
}
