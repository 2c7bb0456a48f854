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

    /** Each burst of six seconds lies between silences of two and of four seconds. */
    @ParameterizedTest(name = "{0}: others {1}, {2} more or less")
    @CsvSource(
            delimiter = '|',
            value = {
                // What silences have in them                        | others | margin
                // As regular as chance: three deviations of the burst's part and of what it is estimated by; and the
                // rates on both sides differ, where so few silences could hide a batch that comes and goes.
                "20@2 50@4 20@2 50@4                                 | 210    | 115.99",
                "0@2 8@4 0@2 8@4                                     | 24     | 60",
                // Beyond chance: the margin grows with the root of how much more they scatter.
                "0@2 10@4 0@2 10@4                                   | 30     | 105",
                "0@2 40@4 0@2 40@4                                   | 120    | 420",
                // Three silences are too few to tell how others come.
                "0@2 40@4 0@2                                        | 80     | 166.48",
                // From six on a difference between two neighbours counts where it is beyond chance.
                "0@2 40@4 0@2 40@4 0@2                               | 160    | 533.94",
                "0@2 40@4 0@2 40@4 0@2 40@4                          | 200    | 317.49",
                "0@2 40@4 0@2 40@4 0@2 40@4 0@2                      | 240    | 360",
                // Two silences with nothing in them do not scatter.
                "0@2 40@4 0@2 40@4 0@2 0@4                           | 160    | 293.94",
            })
    void howOthersComeTellsHowFarTheirPartMayLieOff(String silences, double others, double margin) {
        Balance balance = Balance.of(stretches(silences.strip().replaceAll(" +", " 100/100@6 ")));
        assertThat(balance.others()).isCloseTo(others, ABOUT);
        assertThat(balance.margin()).isCloseTo(margin, ABOUT);
    }

    /** Six silences of two seconds with a hundred a second, and a last one of four. */
    @ParameterizedTest(name = "{0} in the last silence: {1} more or less")
    @CsvSource({"400, 192.68", "500, 194.42", "540, 300.12"})
    void aRateThatChangesBeyondChanceMakesThePartBesideItUnsure(double last, double margin) {
        String before = "200@2 400/700@3 ".repeat(6);
        assertThat(Balance.of(stretches(before + last + "@4")).margin()).isCloseTo(margin, ABOUT);
    }

    @ParameterizedTest(name = "{0}: surplus {1} hides {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                // Others' part is 60 more or less 43.82: four deviations, for one of many stretches.
                "20@2 100/200@6 40@4                                 | 0     | 0",
                "20@2 100/204@6 40@4                                 | 0.18  | 0.18",
                "20@2 100/210@6 40@4                                 | 6.18  | 6.18",
                // Without any silence nothing is others'.
                "100/150@9                                           | 50    | 50",
                // The densest surplus may be in every other part, too.
                "0@9 50/55@9 0@1 150/150@9 0@9                       | 5     | 20",
                // And what is lost in the worst part may be in the part with the surplus.
                "0@9 50/55@9 0@1 150/120@9 0@9                       | 5     | 30",
                "20@2 50/200@6 40@4 100/60@6 20@2                    | 46.18 | 166.63",
                // A part in which nothing was accepted lacks nothing.
                "0@9 0/0@9 0@1 50/60@9 0@9                           | 10    | 10",
            })
    void aSurplusHidesAsMuchAsItCouldAnywhere(String stretches, double surplus, double hidden) {
        Balance balance = Balance.of(stretches(stretches));
        assertThat(balance.surplus()).isCloseTo(surplus, ABOUT);
        assertThat(balance.hidden()).isCloseTo(hidden, ABOUT);
    }

    @Test
    void stretchesOfOneKindAreOne() {
        Balance balance = Balance.of(stretches("20@2 0@2 50/60@2 50/70@4 20@2"));
        assertThat(balance.accepted()).isEqualTo(100);
        assertThat(balance.rise()).isEqualTo(130);
        assertThat(balance.others()).isCloseTo(40, ABOUT);
        assertThat(balance.rateBefore()).isEqualTo(5);
        assertThat(balance.silentSeconds()).isEqualTo(6);
        Stretch lost = new Stretch(true, 10, 3, 2, 13);
        assertThat(Balance.of(List.of(lost, lost)).unsure()).isEqualTo(6);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "0@9 50/50@9 0@9,             false",
        "1@9 50/50@9 0@9,             true",
        "0@9 50/50@9 1@9,             true",
        "0@9 50/50@9 1@9 50/50@9 0@9, true",
        "50/60@9,                     false",
    })
    void othersAreNoticedWhereSomethingRisesInSilence(String stretches, boolean noticed) {
        assertThat(Balance.of(stretches(stretches)).hasOthers()).isEqualTo(noticed);
    }

    @Test
    void noneOfTheBurstsIsLessThanNothing() {
        assertThat(Balance.of(stretches("90@9 100/50@9 90@9")).own()).isZero();
        assertThat(Balance.of(stretches("90@9 100/180@9 90@9")).own()).isCloseTo(90, ABOUT);
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

    /** Five of a hundred requests failed. */
    @ParameterizedTest(name = "{0} counted: {1} lost at most, and {2} behind those that failed")
    @CsvSource({"100, 0, 0", "97, 0, 3", "95, 0, 5", "90, 5, 5"})
    void whatRoseBeyondTheAcceptedTellsHowManyOfTheFailedWereCounted(double rise, double lost, double obscured) {
        Balance balance =
                Balance.of(List.of(Stretch.silent(9, 0), new Stretch(true, 95, 5, 9, rise), Stretch.silent(9, 0)));
        assertThat(balance.lostAtMost()).isEqualTo(lost);
        assertThat(balance.obscured()).isEqualTo(obscured);
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
