package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalanceTest {

    private static final Offset<Double> ABOUT = Offset.offset(0.05);

    /** A sending stretch is {@code accepted/rise@seconds}, a silent one {@code rise@seconds}. */
    @ParameterizedTest(name = "{0}: lost {1} to {2}, excess {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                // stretches                                           | lost at least | at most | excess
                // On a quiet model nothing is left to chance.
                "0@9 | 0 | 0 | 0",
                "0@9 100/100@9 0@9                                     | 0     | 0     | 0",
                "0@9 100/90@9 0@9                                      | 10    | 10    | 0",
                "0@9 100/0@9 0@9                                       | 100   | 100   | 0",
                "0@9 100/110@9 0@9                                     | 0     | 0     | 10",
                "100/100@9                                             | 0     | 0     | 0",
                "0@9 50/50@9 0@1 50/50@9 0@9                           | 0     | 0     | 0",
                "0@9 50/45@9 0@1 50/50@9 0@9                           | 5     | 5     | 0",
                "0@9 50/45@9 0@0 50/50@9 0@9                           | 5     | 5     | 0",
                // What one part has too much makes up for nothing that another lacks.
                "0@9 50/45@9 0@1 50/55@9 0@9                           | 0     | 15    | 5",
                "0@9 50/0@9 0@1 50/100@9 0@9                           | 0     | 150   | 50",
                "0@9 50/51@9 0@1 50/51@9 0@9                           | 0     | 0     | 2",
                // Others' part is what the silence around shows, three deviations of a Poisson process beside.
                "90@9 100/190@9 90@9                                   | 0     | 34.86 | 0",
                "90@9 100/100@9 90@9                                   | 55.14 | 124.86| 0",
                "90@9 100/300@9 90@9                                   | 0     | 0     | 75.14",
                // Rates that differ beyond chance: others may have kept either.
                "90@9 100/145@9 0@9                                    | 0     | 114.65| 0",
                "90@9 100/100@9 0@9                                    | 0     | 159.65| 0",
            })
    void whatWasSentIsHeldAgainstWhatRose(String stretches, double atLeast, double atMost, double excess) {
        Balance balance = Balance.of(stretches(stretches));
        assertThat(balance.lostAtLeast()).isCloseTo(atLeast, ABOUT);
        assertThat(balance.lostAtMost()).isCloseTo(atMost, ABOUT);
        assertThat(balance.excess()).isCloseTo(excess, ABOUT);
    }

    @Test
    void aLossThatABatchOfStrangersFillsUpInOnePartIsSeenInTheOthers() {
        // Thirteen of each hundred are lost, and a batch of thirteen comes in the third part.
        Balance balance = Balance.of(stretches("0@9 50/46@9 0@1 50/47@9 0@1 50/60@9 0@1 50/47@9 0@9"));
        assertThat(balance.own()).isEqualTo(200);
        assertThat(balance.lostAtMost()).isGreaterThanOrEqualTo(13);
    }

    @Test
    void aLostAnswerMayHaveBeenCounted() {
        Balance balance =
                Balance.of(List.of(Stretch.silent(9, 0), new Stretch(true, 95, 5, 9, 100), Stretch.silent(9, 0)));
        assertThat(balance.excess()).isZero();
        assertThat(balance.lostAtMost()).isZero();
    }

    @Test
    void othersWhoComeInClumpsMakeTheMarginWider() {
        Balance even = Balance.of(turns(10, 10, 10, 10, 10, 10, 10, 10));
        Balance clumped = Balance.of(turns(0, 40, 0, 0, 30, 10, 0, 0));
        assertThat(even.others()).isCloseTo(clumped.others(), Offset.offset(8.0));
        assertThat(clumped.margin()).isGreaterThan(2 * even.margin());
    }

    @Test
    void theRateOfOthersIsToldForBothSides() {
        Balance balance = Balance.of(stretches("18@9 50/80@9 5@1 50/80@9 9@9"));
        assertThat(balance.rateBefore()).isEqualTo(2);
        assertThat(balance.rateAfter()).isEqualTo(1);
        assertThat(balance.hasOthers()).isTrue();
        assertThat(balance.silentSeconds()).isEqualTo(19);
    }

    private static List<Stretch> turns(double... silent) {
        List<Stretch> stretches = new ArrayList<>();
        for (double rise : silent) {
            stretches.add(Stretch.silent(1, rise));
            stretches.add(Stretch.sending(20, 1, 30));
        }
        stretches.add(Stretch.silent(1, silent[0]));
        return stretches;
    }

    private static List<Stretch> stretches(String text) {
        List<Stretch> stretches = new ArrayList<>();
        for (String each : text.strip().split("\\s+")) {
            String[] time = each.split("@");
            String[] counts = time[0].split("/");
            double seconds = Double.parseDouble(time[1]);
            stretches.add(
                    counts.length == 1
                            ? Stretch.silent(seconds, Double.parseDouble(counts[0]))
                            : Stretch.sending(Long.parseLong(counts[0]), seconds, Double.parseDouble(counts[1])));
        }
        return stretches;
    }
}
