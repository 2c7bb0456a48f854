package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.fixture.pipeline.PipelineBuild;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How long each step of a Pipeline takes, by itself: a build takes time of its own before and after. */
final class StepTimes {

    private static final Pattern TOOK = Pattern.compile("the step took (\\d+) ms");

    private StepTimes() {}

    /** The step in Groovy that tells how long it has taken. */
    static String measured(String step) {
        return """
                begun = System.currentTimeMillis()
                try {
                  %s
                } finally {
                  echo "the step took ${System.currentTimeMillis() - begun} ms"
                }
                """
                .formatted(step);
    }

    /** Of those of a build that has ended; at least of one. */
    static List<Duration> of(PipelineBuild build) {
        List<Duration> times = TOOK.matcher(build.log())
                .results()
                .map((MatchResult found) -> Duration.ofMillis(Long.parseLong(found.group(1))))
                .toList();
        assertThat(times).as(build.log()).isNotEmpty();
        return times;
    }
}
