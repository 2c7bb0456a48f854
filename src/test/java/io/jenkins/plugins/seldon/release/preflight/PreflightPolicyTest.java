package io.jenkins.plugins.seldon.release.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PreflightPolicyTest {

    @Test
    void eachCheckCanBeNamed() {
        assertThat(PreflightPolicy.parse("").warned()).isEmpty();
        assertThat(PreflightPolicy.parse(" refuse ").warned()).isEmpty();
        assertThat(PreflightPolicy.parse("warn").warned()).containsExactly(PreflightCheck.values());
        assertThat(PreflightPolicy.parse("warn: quota,limitrange").warned())
                .containsExactlyInAnyOrder(PreflightCheck.QUOTA, PreflightCheck.LIMIT_RANGE);
        for (PreflightCheck check : PreflightCheck.values()) {
            assertThat(PreflightPolicy.parse("warn:" + check.label()).warned()).containsExactly(check);
        }
    }

    @Test
    void whatIsNoPolicyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PreflightPolicy.parse("never"))
                .withMessage("preflight must be refuse, warn, or warn: with names of checks, such as"
                        + " warn: quota, limitRange; not never.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PreflightPolicy.parse("warn: quotas"))
                .withMessage(
                        "preflight names an unknown check: quotas; the checks are rights, ownership, immutable, quota,"
                                + " limitRange, podSecurity, webhooks, hostPorts, architecture.");
    }
}
