package io.jenkins.plugins.seldon.release.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jenkins.plugins.seldon.release.preflight.PreflightPolicy.Check;
import org.junit.jupiter.api.Test;

class PreflightPolicyTest {

    @Test
    void eachCheckCanBeNamed() {
        assertThat(PreflightPolicy.parse("").warned()).isEmpty();
        assertThat(PreflightPolicy.parse(" refuse ").warned()).isEmpty();
        assertThat(PreflightPolicy.parse("warn").warned()).containsExactly(Check.values());
        assertThat(PreflightPolicy.parse("warn: quota,limitrange").warned())
                .containsExactlyInAnyOrder(Check.QUOTA, Check.LIMIT_RANGE);
        for (Check check : Check.values()) {
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
                .withMessage("preflight names a check that there is not: quotas; there are rights, ownership, quota,"
                        + " limitRange, podSecurity, webhooks, hostPorts, architecture.");
    }
}
