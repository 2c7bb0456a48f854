package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SnapshotTest {

    @RepeatedTest(8)
    void everyObjectIsFoundByItsNameInWhateverOrderTheyAreGiven(RepetitionInfo run) {
        List<HasMetadata> objects = new ArrayList<>();
        for (int i = 0; i < run.getCurrentRepetition(); i++) {
            objects.add(Objects.pod("pod-" + i, null));
        }
        objects.add(Objects.deployment("pod-x", 1));
        Collections.shuffle(objects, new Random(run.getCurrentRepetition()));
        Snapshot snapshot = new Snapshot(objects);
        assertThat(snapshot.pods())
                .extracting(pod -> pod.getMetadata().getName())
                .isSorted()
                .hasSize(run.getCurrentRepetition());
        for (int i = 0; i < run.getCurrentRepetition(); i++) {
            String name = "pod-" + i;
            assertThat(snapshot.find(WatchedKind.POD, name))
                    .hasValueSatisfying(
                            pod -> assertThat(pod.getMetadata().getName()).isEqualTo(name));
        }
        for (String none : List.of("a", "pod-", "pod-01", "pod-x", "z")) {
            assertThat(snapshot.find(WatchedKind.POD, none)).isEmpty();
        }
    }

    @Test
    void nothingIsEmptyAndAnythingIsNot() {
        assertThat(new Snapshot(List.of()).isEmpty()).isTrue();
        assertThat(new Snapshot(List.of(Objects.pod("a", null))).isEmpty()).isFalse();
    }

    @Test
    void aQuestionIsAnsweredOnce() {
        Snapshot snapshot = new Snapshot(List.of(Objects.deployment("web", 1)));
        Assessment first = snapshot.assess(Verdicts.RELEASE, Set.of(), Revision.UNKNOWN);
        assertThat(first).isNotNull().isSameAs(snapshot.assess(Verdicts.RELEASE, Set.of(), Revision.UNKNOWN));
        assertThat(snapshot.assess(Criteria.of(new Subject.Seldon("iris")), Set.of(), Revision.UNKNOWN))
                .isNotEqualTo(first);
    }

    @Test
    void eventsOfAnObjectComeInTheOrderOfTimeAndThenOfTheirNames() {
        HasMetadata pod = Objects.pod("a", null);
        Event early = Objects.event(pod, "Pulling", "…", 1);
        Event late = Objects.event(pod, "Pulled", "…", 2);
        Event lateToo = Objects.event(pod, "Failed", "…", 2);
        Event nobodys = Objects.event(pod, "Nobody", "…", 1);
        nobodys.setInvolvedObject(new ObjectReference());
        Event aboutNothing = Objects.event(pod, "Nothing", "…", 1);
        aboutNothing.setInvolvedObject(null);
        assertThat(new Snapshot(List.of(late, lateToo, nobodys, pod, early, aboutNothing)).eventsOf(pod))
                .containsExactly(early, lateToo, late);
    }
}
