package io.jenkins.plugins.seldon.readiness.wait;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.readiness.Failure;
import io.jenkins.plugins.seldon.readiness.FailureKind;
import io.jenkins.plugins.seldon.readiness.Grace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to come of a failure that is seen. */
class WaitLogTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            CRASH           | main | RESTARTS   | 1970-01-01T00:00:00Z | The kubelet starts it again.
            CUSTOM_RESOURCE |      | RESTARTS   | 1970-01-01T00:00:00Z | Failing in 125 s unless it recovers.
            UNSCHEDULABLE   |      | AUTOSCALER | 1970-01-01T00:00:00Z | Failing within 65 s unless a node comes or is under way.
            UNSCHEDULABLE   |      | AUTOSCALER | 9999-01-01T00:00:00Z | Failing in 65 s unless it recovers or a remedy is under way.
            UNSCHEDULABLE   |      | SCHEDULER  | 1970-01-01T00:00:00Z | Failing in 20 s unless it recovers.
            """)
    void tellsWhatTheWaitDoesAboutIt(
            FailureKind kind, String container, Grace patience, Instant until, String outlook) {
        List<String> lines = new ArrayList<>();
        Failure failure = new Failure(kind, "Pod web", "web", container, "", "", null, patience, until);
        new WaitLog(lines::add).failures(List.of(failure), Duration.ofSeconds(5));
        assertThat(lines).containsExactly(failure.sentence() + " " + outlook);
    }
}
