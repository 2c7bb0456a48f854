package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.helm.HelmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelmWorkTest {

    /** As Helm 3 and Helm 4 say it, whose spelling of one differs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "another operation (install/upgrade/rollback) is in progress",
                "cannot re-use a name that is still in use",
                "release name check failed: cannot reuse a name that is still in use",
                "release: already exists",
            })
    void whatAnotherHelmIsAtWorkOnIsKnown(String said) {
        assertThat(HelmWork.isOfAnother(new HelmException(said))).isTrue();
    }

    @Test
    void anyOtherFailureIsOfTheRunItself() {
        assertThat(HelmWork.isOfAnother(new HelmException("configmaps \"small\" already exists")))
                .isFalse();
        assertThat(HelmWork.isOfAnother(null)).isFalse();
    }
}
