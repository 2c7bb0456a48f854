package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.crashed;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.statefulSet;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether a broken pod of the former revision is in the way or meant to stay: the controller makes those whose ordinal is
 * below start and partition as they were (k8s.io/kubernetes, pkg/controller/statefulset/stateful_set_utils.go).
 */
class PartitionTest {

    @ParameterizedTest(name = "partition {0} from {1}, {3}: {4}")
    @CsvSource({
        "1, 0, db-0, OrderedReady, FAILED CRASH Pod db-0",
        "1, 0, db-0, Parallel, FAILED CRASH Pod db-0",
        "1, 5, db-5, Parallel, FAILED CRASH Pod db-5",
        "1, 5, db-6, OrderedReady, FAILED FORMER_REVISION statefulset/db",
        "1, 0, db-1, Parallel, 'WAITING [pod db-1 is of an older revision and not ready'",
        "0, 0, db-0, OrderedReady, FAILED FORMER_REVISION statefulset/db",
    })
    void decidesWhatABrokenPodOfTheFormerRevisionMeans(
            int partition, int start, String name, String management, String expected) {
        StatefulSet set = new StatefulSetBuilder(statefulSet("db", 2))
                .editSpec()
                .withPodManagementPolicy(management)
                .withNewOrdinals(start)
                .editUpdateStrategy()
                .withNewRollingUpdate()
                .withPartition(partition)
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec()
                .build();
        Pod broken = unready(pod(name, set), crashed("main", "CrashLoopBackOff", 1, "Error"));
        broken.getMetadata().setLabels(Map.of("controller-revision-hash", "db-1"));
        assertThat(Verdicts.told(List.of(set, broken, pod("db-9", set)))).contains(expected);
    }

    /** As one stays for ever whose node does not answer any more: only when it is gone, another is made. */
    @Test
    void aPodThatDoesNotLeaveIsNamed() {
        StatefulSet set = statefulSet("db", 1);
        set.getStatus().setReadyReplicas(0);
        assertThat(Verdicts.told(List.of(set, Objects.terminating(pod("db-0", set)))))
                .isEqualTo("WAITING [pod db-0 is being deleted, statefulset/db: 0 of 1 replicas ready]");
    }

    /** As after an installation anew, of Prometheus for ten minutes. */
    @Test
    void aPodOfAFormerSetOfTheNameIsNamed() {
        StatefulSet former = statefulSet("db", 1);
        former.getMetadata().setUid("uid-former");
        StatefulSet set = statefulSet("db", 1);
        set.getStatus().setReadyReplicas(0);
        assertThat(Verdicts.told(List.of(set, Objects.terminating(pod("db-0", former)))))
                .isEqualTo("WAITING [pod db-0 is being deleted, statefulset/db: 0 of 1 replicas ready]");
    }
}
