package io.jenkins.plugins.seldon.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {

    @Test
    void columnsBeginAtTheSamePlace() {
        assertThat(Columns.of(List.of(
                        List.of("LAYER", "HEALTH", "SEEN"),
                        List.of("ingress", "ok", "200 of 200"),
                        List.of("query", "unknown", ""))))
                .containsExactly("LAYER     HEALTH    SEEN", "ingress   ok        200 of 200", "query     unknown");
        assertThat(Columns.of(List.of())).isEmpty();
    }

    @Test
    void wideCharactersTakeTwoCells() {
        assertThat(Columns.of(List.of(List.of("판정", "조건"), List.of("통과", "a"), List.of("FAILED", "漢"))))
                .containsExactly("판정     조건", "통과     a", "FAILED   漢");
    }
}
