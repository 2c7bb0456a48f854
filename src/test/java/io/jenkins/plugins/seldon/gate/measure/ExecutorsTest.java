package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the executors' pages tell, reading by reading. A reading is its second, what was accepted since the one before
 * ({@code +60}, or with lost answers {@code +60,2}; nothing in silence) and each pod's predictions and errors; {@code a*1} has
 * restarted once, {@code a'} is another pod of that name, {@code m} a shadow's; {@code ?} is a page that can't be read,
 * {@code -} that of a pod that is not ready, and {@code !} of one that was before; after {@code ^} comes the second in which
 * the process began that the page shows.
 */
class ExecutorsTest {

    private static final Routing ROUTING =
            new Routing(List.of(new Predictor("main", 100, false), new Predictor("mirror", 100, true)), "", "");

    @ParameterizedTest(name = "{0}: {1}, errors {2}, changed {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                // readings                                           | successes         | errors        | changed
                "0 a=100/4 b=50 ; 9+60 a=130/5 b=80 ; 12 a=131/5 b=80 | 60/60@9 1@3       | 0/1@9 0@3     | false",
                "0 a=100 m=70 ; 9+60 a=160 m=130/8                    | 60/60@9           | 0/0@9         | false",
                // A process that restarted counts from zero, by whichever sign.
                "0 a=100/4 ; 9+60 a=40/9                              | 60/40@9           | 0/9@9         | true",
                "0 a=100/4 ; 9+60 a=110/3                             | 60/110@9          | 0/3@9         | true",
                "0 a=100/4 ; 9+60 a*1=110/5                           | 60/110@9          | 0/5@9         | true",
                "0 a*1=100/4 ; 9+60 a*1=160/4                         | 60/60@9           | 0/0@9         | false",
                // A pod that turns up counts from zero, one that vanished no more.
                "0 a=100 ; 9+60 a=130 b=30/1                          | 60/60@9           | 0/1@9         | true",
                "0 a=100 ; 9+60 a=130 a'=30                           | 60/60@9           | 0/0@9         | true",
                "0 a=100 b=- ; 9+60 a=130 b=30                        | 60/60@9           | 0/0@9         | true",
                "0 a=100 b=50 ; 9+60 a=130                            | 60/30@9           | 0/0@9         | true",
                "0 a=100 b=- ; 9+60 a=160                             | 60/60@9           | 0/0@9         | false",
                // What one had counted before it was not ready for a while is none of the burst's.
                "0 a=100 b=! ; 3 a=100 b=70 ; 9+60 a=160 b=70         | 60/60@6           | 0/0@6         | false",
                "0 a=100 b=50 ; 9+60 a=130 b=! ; 12 a=130 b=80        | 60/60@12          | 0/0@12        | false",
                // One that lost its counters without a restart is a page that could not be put together.
                "0 a=100/4 ; 9+60 a=0 ; 12 a=160/4                    | 60/60@12          | 0/0@12        | false",
                "0 a=100/4 ; 9+60 a*1=0 ; 12 a*1=5                    | 60/0@9 5@3        | 0/0@9 0@3     | true",
                "0 a=0 ; 9+60 a=0 ; 12 a=0                            | 60/0@9 0@3        | 0/0@9 0@3     | false",
                // What a reading can't tell, the next one does.
                "0 a=1 ; 9+60,2 a=? ; 18+40,1 a=101                   | 100,3/100@18      | 0/0@18        | false",
                "0 a=1 ; 9+60,2 a=? ; 18 a=61                         | 60,2/60@18        | 0/0@18        | false",
                "0 a=? ; 5 a=1 ; 9+60 a=61                            | 60/60@4           | 0/0@4         | false",
                "0 a=1 ; 9+60 a=61 ; 10 a=?                           | 60/60@9           | 0/0@9         | false",
                "0 a=1 m=? ; 9+60 a=61 m=?                            | 60/60@9           | 0/0@9         | false",
                "0 a=1 ; 3 a=? ; 5 a=? ; 9 a=4 ; 12+60 a=64           | 3@9 60/60@3       | 0@9 0/0@3     | false",
            })
    void eachStretchRisesByWhatItsPagesDo(String readings, String successes, String errors, boolean changed) {
        Executors executors = executors(readings);
        assertThat(executors.problem()).isEmpty();
        assertThat(executors.areRead()).isTrue();
        assertThat(told(executors.successes())).isEqualTo(successes);
        assertThat(told(executors.errors())).isEqualTo(errors);
        assertThat(executors.haveChanged()).isEqualTo(changed);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                      | not checked",
                "0 !No connection. ; 9+60 !Gone.         | No connection.",
                "0 ; 9+60 a=60                           | none of its pods was found",
                "0 a=1 b=? ; 9+60 a=61                   | b: it is forbidden",
                "0 a=? ; 9+60 b=?                        | a: it is forbidden",
                "0 a=1 ; 9+60 a=61 ; 18+40 a=?           | a: it is forbidden",
                "0 a=1 ; 9 a=2                           | they were not read both before and after the burst",
                "0 a=1 ; 9+60 a=0                        | a: its page does not show the counter any more",
                "0 a=1 b=! ; 9+60 a=61 b=70              | b: it is forbidden",
                "0 a=? ; 9+60 a=5 ; 12 a=5 ; 18+40 a=45  | a: it is forbidden",
                "0 !Gone. ; 9+60 a=5 ; 18+40 a=45        | Gone.",
                "9+60 a=61                               | they were not read both before and after the burst",
            })
    void pagesThatWereNotReadBeforeAndAfterTheBurstTellWhy(String readings, String problem) {
        Executors executors = executors(readings);
        assertThat(executors.problem()).isEqualTo(problem);
        assertThat(executors.areRead()).isFalse();
    }

    @ParameterizedTest(name = "{0}: changed {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 a=? b=? ; 9+60 a=? b=?      | false",
                "0 a=? b=? ; 9+60 a*1=? b=?    | true",
                "0 a=? b=? ; 9+60 a=?          | true",
                "0 a=? ; 9+60 a=? b=?          | true",
                "0 a=? ; 9+60 a'=?             | true",
                "0 a=? ; 9+60 !Gone. ; 12 a=?  | false",
                "0 !Gone. ; 9+60 a=?           | false",
            })
    void theListTellsOfReplicasThatChangedWhereNoPageCanBeRead(String readings, boolean changed) {
        assertThat(executors(readings).haveChanged()).isEqualTo(changed);
    }

    @Test
    void aPodRisesWithinTheBurstAndAroundIt() {
        Executors executors = executors("0 a=100 ; 3 a=101 ; 9+60 a=131 ; 12 a=133 ; 18+40 a=173 ; 20 a=180 b=1");
        assertThat(executors.pods()).hasSize(2);
        Executors.Rise rise = executors.pods().get(0);
        assertThat(rise.pod.name()).isEqualTo("a");
        assertThat(rise.inside).isEqualTo(72);
        assertThat(rise.lastInside).isEqualTo(173);
        assertThat(rise.whole).isEqualTo(80);
        assertThat(rise.last).isEqualTo(180);
        assertThat(rise.changed).isFalse();
        assertThat(executors.pods().get(1).changed).isTrue();
    }

    @Test
    void aPodThatVanishedIsToldAsGone() {
        Executors executors = executors("0 a=100 b=50 ; 9+60 a=130 b=? ; 12 a=130");
        assertThat(executors.pods().get(1).problem).isEqualTo("it is gone");
        assertThat(executors("0 a=100 m=? ; 9+60 a=160 m=?").pods().get(1).problem)
                .isEqualTo("it is forbidden");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "100 a=5^10 b=5^11 ; 109+60 a=35^10 b=35^11 | ''",
                // Older than the one before, or there already when that one was read: no successor of it.
                "5 a=5^4 ; 14+60 a=35^3                     | a",
                "100 a=5^10.2 ; 109+60 a=35^10.4            | a",
                "100 a=5^10 ; 105 a=? ; 109+60 a=35^11      | a",
                "5 a=5^3 ; 14+60 a=35^6                     | ''",
                "100 a=5^10 ; 109+60 a*1=35^11              | ''",
                "100 a=5 ; 109+60 a=35^10 ; 112 a=35        | ''",
                "100 a=5 m=5^10 ; 109+60 a=65 m=65^11       | ''",
            })
    void aPageThatShowsNowOneProcessAndNowAnotherIsTold(String readings, String pods) {
        assertThat(String.join(" ", executors(readings).shared())).isEqualTo(pods);
    }

    private static String told(List<Stretch> stretches) {
        return stretches.stream()
                .map(s -> (s.sending() ? s.accepted() + (s.unsure() > 0 ? "," + s.unsure() : "") + "/" : "")
                        + Numbers.of(s.rise()) + "@" + Numbers.of(s.seconds()))
                .collect(Collectors.joining(" "));
    }

    private static Executors executors(String readings) {
        List<Pages> pages = new ArrayList<>();
        for (String reading : readings.isEmpty() ? new String[0] : readings.split(" ; ")) {
            String[] parts = reading.strip().split(" ", 2);
            String[] sent = parts[0].split("[+,]");
            boolean fails = parts.length > 1 && parts[1].startsWith("!");
            List<Replica> replicas = new ArrayList<>();
            for (String pod : fails || parts.length == 1
                    ? new String[0]
                    : parts[1].strip().split(" +")) {
                replicas.add(replica(pod));
            }
            Pages silent =
                    Pages.inSilence(Long.parseLong(sent[0]) * 1000, replicas, fails ? parts[1].substring(1) : "");
            pages.add(
                    sent.length == 1
                            ? silent
                            : silent.afterPart(
                                    Long.parseLong(sent[1]), sent.length == 2 ? 0 : Long.parseLong(sent[2])));
        }
        return new Executors(pages, ROUTING);
    }

    private static Replica replica(String text) {
        String[] pair = text.split("=");
        String[] name = pair[0].split("\\*");
        boolean shadow = name[0].startsWith("m");
        ExecutorPod pod = new ExecutorPod(
                name[0].substring(0, 1),
                name[0].endsWith("'") ? "another" : "",
                List.of(),
                shadow ? "mirror" : "main",
                shadow,
                !pair[1].equals("-") && !pair[1].equals("!"),
                !pair[1].equals("-"),
                name.length == 1 ? 0 : Integer.parseInt(name[1]),
                "");
        if (List.of("?", "-", "!").contains(pair[1])) {
            return new Replica(pod, 0, 0, "it is forbidden");
        }
        String[] shown = pair[1].split("\\^");
        String[] counts = shown[0].split("/");
        return new Replica(
                pod,
                Double.parseDouble(counts[0]),
                counts.length == 1 ? 0 : Double.parseDouble(counts[1]),
                "",
                shown.length == 1 ? 0 : Double.parseDouble(shown[1]));
    }
}
