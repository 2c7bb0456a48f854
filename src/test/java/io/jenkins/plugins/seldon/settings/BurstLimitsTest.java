package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.load.LoadLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BurstLimitsTest {

    @Test
    void whatIsBlankOrNotAboveZeroHasItsDefault() {
        BurstLimits limits = new BurstLimits();
        assertThat(limits.toLimits()).isEqualTo(LoadLimits.DEFAULT);
        limits.setMaxRequests(0);
        limits.setMaxRate(-1.0);
        limits.setMaxDurationSeconds(-5);
        limits.setMaxConcurrency(0);
        limits.setMaxBodyBytes(0);
        assertThat(limits.toLimits()).isEqualTo(LoadLimits.DEFAULT);
    }

    @Test
    void theFormShowsWhatIsMeantByBlank() throws IOException {
        String form = Files.readString(
                Path.of("src/main/resources/io/jenkins/plugins/seldon/settings/BurstLimits/config.jelly"));
        LoadLimits meant = LoadLimits.DEFAULT;
        assertThat(Pattern.compile("placeholder=\"(\\d+)\"").matcher(form).results())
                .extracting(number -> Long.valueOf(number.group(1)))
                .containsExactly(
                        (long) meant.requests(),
                        (long) meant.rate(),
                        meant.duration().toSeconds(),
                        (long) meant.concurrency(),
                        (long) meant.bodyBytes());
    }

    @Test
    void theFormRefusesWhatIsNoCap() {
        assertThat(BurstLimits.DescriptorImpl.refusal("maxRequests", "", FormNumbers::whole))
                .isEmpty();
        assertThat(BurstLimits.DescriptorImpl.refusal("maxRequests", "5", FormNumbers::whole))
                .isEmpty();
        assertThat(BurstLimits.DescriptorImpl.refusal("maxRequests", "0", FormNumbers::whole))
                .hasValue("maxRequests must be above 0; leave it empty for the default.");
        assertThat(BurstLimits.DescriptorImpl.refusal("maxRate", "fast", FormNumbers::decimal))
                .isPresent();
    }

    @Test
    void whatIsGivenIsTheCap() {
        BurstLimits limits = new BurstLimits();
        limits.setMaxRequests(1);
        limits.setMaxRate(0.5);
        limits.setMaxDurationSeconds(3);
        limits.setMaxConcurrency(4);
        limits.setMaxBodyBytes(5);
        assertThat(limits.toLimits()).isEqualTo(new LoadLimits(1, 0.5, Duration.ofSeconds(3), 4, 5));
    }
}
