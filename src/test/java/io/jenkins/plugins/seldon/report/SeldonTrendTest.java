package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeldonTrendTest {

    /** Jenkins asks each factory for all kinds of actions that its own may be of, for any job, and this one reads builds. */
    @Test
    void onlyWhoAsksForItHasBuildsRead() {
        assertThat(new SeldonTrend.Factory().actionType()).isEqualTo(SeldonTrend.class);
    }
}
