package io.jenkins.plugins.seldon.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pure core against two thousand random schedules on a simulated clock, where the simulation knows what was truly
 * counted. Each is named by its seed.
 */
@Timeout(120)
class SimulationTest {

    private static final int SCHEDULES = 2000;

    /** Another cluster's pod of the same name, scraped in place of ours, once passed for it in these. */
    @ParameterizedTest
    @ValueSource(longs = {6319, 8294, 10649, 11159, 13240, 18249, 19358, 24553})
    void aSeedThatOncePassedWronglyPassesNoMore(long seed) {
        Schedule schedule = new Schedule(seed);
        SimulatedGate gate = new SimulatedGate(schedule);
        List<CheckResult> findings = gate.run();
        assertThat(gate.trulyCounted()).isLessThan(schedule.minCountedRatio);
        assertThat(findings).anyMatch(finding -> finding.verdict() != Verdict.PASS);
    }

    /** As a Service before two of them leads now to one and now to the other, or Thanos shows one of them at a time. */
    @Test
    void copiesOfPrometheusThatAreAskedInTurnsAreAsGoodAsOne() {
        int healthy = 0;
        int passed = 0;
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Schedule schedule = new Schedule(seed);
            SimulatedGate gate = new SimulatedGate(schedule);
            boolean passes = gate.run(true).stream().allMatch(finding -> finding.verdict() == Verdict.PASS);
            assertThat(passes && gate.trulyCounted() < schedule.minCountedRatio)
                    .as("seed " + seed)
                    .isFalse();
            healthy += schedule.isHealthy() ? 1 : 0;
            passed += schedule.isHealthy() && passes ? 1 : 0;
        }
        assertThat(passed).isGreaterThanOrEqualTo((int) Math.ceil(healthy * 0.95));
    }

    @Test
    void noScheduleLetsAGatePassWithFewerCountedThanRequiredAndHealthyOnesPass() throws IOException {
        int healthy = 0;
        int passed = 0;
        int wrong = 0;
        int notPassed = 0;
        Naive naive = new Naive();
        List<String> falsePasses = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (int seed = 0; seed < SCHEDULES; seed++) {
            Schedule schedule = new Schedule(seed);
            SimulatedGate gate = new SimulatedGate(schedule);
            List<CheckResult> findings = gate.run();
            Verdict verdict = findings.stream().map(CheckResult::verdict).reduce(Verdict.PASS, Verdict::and);
            boolean enough = gate.trulyCounted() >= schedule.minCountedRatio;
            wrong += enough ? 0 : 1;
            if (verdict == Verdict.PASS && !enough) {
                falsePasses.add("seed " + seed + ": " + gate.trulyCounted() + " " + schedule + " " + findings);
            }
            naive.add(gate, enough, schedule.isHealthy());
            notPassed += verdict == Verdict.PASS ? 0 : 1;
            if (schedule.isHealthy()) {
                healthy++;
                passed += verdict == Verdict.PASS ? 1 : 0;
                if (verdict != Verdict.PASS) {
                    refused.add("seed " + seed + ": " + schedule + " "
                            + findings.stream()
                                    .filter(f -> f.verdict() != Verdict.PASS)
                                    .toList());
                }
            }
        }
        assertThat(falsePasses).isEmpty();
        assertThat(passed)
                .as("%d healthy of %d, refused: %s", healthy, SCHEDULES, String.join("\n", refused))
                .isGreaterThanOrEqualTo((int) Math.ceil(healthy * 0.95));
        assertThat(wrong).as("schedules that must not pass").isGreaterThan(SCHEDULES / 4);
        assertThat(healthy).isGreaterThan(SCHEDULES / 10);
        assertThat(Files.readString(Path.of("docs/gate.md")))
                .as("what simpler gates say of the same schedules")
                .contains("| this gate | " + falsePasses.size() + " of " + wrong + " | " + (healthy - passed) + " of "
                        + healthy + " |\n" + naive.rows(wrong, healthy));
        assertThat(Files.readString(Path.of("README.md")))
                .contains("; " + wrong + " of them must not pass")
                .contains("| this gate | " + falsePasses.size() + " of " + wrong + " | " + (healthy - passed) + " of "
                        + healthy + " |");
        assertThat(Files.readString(Path.of("README.ko.md")))
                .contains("그 가운데 " + wrong + "개는")
                .contains("| 이 게이트 | " + wrong + "개 가운데 " + falsePasses.size() + "개 | " + healthy + "개 가운데 "
                        + (healthy - passed) + "개 |");
    }

    /**
     * Gates that ask whether a rate is above zero, and those that ask for the part of successes in it: where there is none
     * it is 0 / 0, which Argo Rollouts' {@code result[0] >= 0.95} and Flagger's builtin success rate do not pass; the
     * simulation knows no failed predictions, so otherwise they do.
     */
    private static final class Naive {
        private static final List<String> NAMES = List.of(
                "`sum(rate(…[1m])) > 0`, or Flagger's success rate over 1 min, at the burst's end",
                "`sum(irate(…[1m])) > 0`, or Argo Rollouts' `irate` ratio, at the burst's end",
                "the same `rate`, when this gate has its verdict",
                "the same `irate`, when this gate has its verdict");
        private final int[] passedWrongly = new int[NAMES.size()];
        private final int[] refusedHealthy = new int[NAMES.size()];

        void add(SimulatedGate gate, boolean enough, boolean healthy) {
            boolean[] passes = {
                gate.rateIsAboveZero(true),
                gate.irateIsAboveZero(true),
                gate.rateIsAboveZero(false),
                gate.irateIsAboveZero(false)
            };
            for (int i = 0; i < passes.length; i++) {
                passedWrongly[i] += passes[i] && !enough ? 1 : 0;
                refusedHealthy[i] += !passes[i] && healthy ? 1 : 0;
            }
        }

        String rows(int wrong, int healthy) {
            StringBuilder rows = new StringBuilder();
            for (int i = 0; i < NAMES.size(); i++) {
                rows.append("| " + NAMES.get(i) + " | " + passedWrongly[i] + " of " + wrong + " | " + refusedHealthy[i]
                        + " of " + healthy + " |\n");
            }
            return rows.toString();
        }
    }
}
