package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchedKindTest {

    @Test
    void aCollectionsPathTellsItsGroupAndNamespace() {
        assertThat(WatchedKind.POD.path("ns")).isEqualTo("/api/v1/namespaces/ns/pods");
        assertThat(WatchedKind.DEPLOYMENT.path("ns")).isEqualTo("/apis/apps/v1/namespaces/ns/deployments");
    }

    @Test
    void onlyWhatNoRuleOfItsOwnIsForIsCustom() {
        assertThat(WatchedKind.POD.isCustom()).isFalse();
        assertThat(WatchedKind.SELDON_DEPLOYMENT.isCustom()).isFalse();
    }
}
