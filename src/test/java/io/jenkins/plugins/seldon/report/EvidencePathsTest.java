package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvidencePathsTest {

    private final EvidencePaths paths = new EvidencePaths();

    @Test
    void eachGateHasFilesOfItsOwn() {
        assertThat(paths.path("gate-models-iris")).isEqualTo("gate-models-iris");
        assertThat(paths.path("gate-models-wine")).isEqualTo("gate-models-wine");
        assertThat(paths.path("gate-models-iris")).isEqualTo("gate-models-iris_2");
        assertThat(paths.path("gate-models-iris")).isEqualTo("gate-models-iris_3");
    }
}
