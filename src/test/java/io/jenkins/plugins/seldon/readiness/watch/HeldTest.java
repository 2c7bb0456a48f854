package io.jenkins.plugins.seldon.readiness.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a watch brings is counted as what a list brings is. */
class HeldTest {

    private static final int EVENT = 16 << 20;

    private final Held held = new Held();

    private static Pod pod(String name) {
        return new PodBuilder().withNewMetadata().withName(name).endMetadata().build();
    }

    private boolean change(String type, String name) {
        return held.change(new ObjectApi.Change(type, pod(name), "2", EVENT));
    }

    @Test
    void anObjectThatChangesAgainAndAgainCountsOnce() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(change("MODIFIED", "a")).isTrue();
        }
        assertThat(held.objects()).hasSize(1);
    }

    @Test
    void largeObjectsWithoutEndAreMoreThanIsKept() {
        int kept = 0;
        while (change("ADDED", "a" + kept)) {
            kept++;
        }
        assertThat(kept).isEqualTo(16);
        held.replace(new ObjectApi.Listing(List.of(pod("a0")), "3", 100));
        assertThat(held.objects()).hasSize(1);
        assertThat(change("ADDED", "b")).as("a list counts anew").isTrue();
    }

    @Test
    void whatIsDeletedCountsNoMore() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(change("ADDED", "a" + i)).isTrue();
            assertThat(change("DELETED", "a" + i)).isTrue();
        }
        assertThat(held.objects()).isEmpty();
    }
}
