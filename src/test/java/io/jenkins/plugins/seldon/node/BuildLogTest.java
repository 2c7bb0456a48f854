package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.text.Language;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildLogTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            PASS           minCountedRatio   100 %   at least 95 %                                   | 32
            FAIL           maxErrorRatio     30 %    at most 1 %                                     | 31
            INCONCLUSIVE   minCountedRatio   90 %    at least 95 %                                   | 33
            ERROR          endpoint          none    a prediction                                    | 31
            > executor     broken            the executors counted fewer than they answered          | 31
            WARNING: The clocks differ.                                                              | 33
            Gate passed for models/iris: 200 of 200 accepted predictions counted, 66.7/s.            | 32
            Gate inconclusive for models/iris (layer: traffic): others use it.                       | 33
            Gate failed for models/iris (layer: executor): half of them are missing.                 | 31
            SeldonDeployment iris in namespace models is ready: 1 pod.                               | 32
            """)
    void whatCountsStandsOutWhereTheLogHasColours(String line, String colour) {
        assertThat(logged(line, Language.ENGLISH, true)).isEqualTo("\u001b[" + colour + "m[iris] " + line + "\u001b[m");
        assertThat(logged(line, Language.ENGLISH, false)).isEqualTo("[iris] " + line);
    }

    @Test
    void theRestIsAsItIs() {
        for (String line : new String[] {"VERDICT   CONDITION", "Sending the burst: 12 of 200 sent.", "FAIL", ""}) {
            assertThat(logged(line, Language.ENGLISH, true)).isEqualTo("[iris] " + line);
        }
    }

    @Test
    void aKoreanLineHasTheColourOfWhatItSays() {
        Language korean = Language.of(Locale.KOREAN);
        assertThat(logged(korean.word("verdict.", "FAIL") + "   maxErrorRatio", korean, true))
                .startsWith("\u001b[31m");
        assertThat(logged("models/iris 게이트 통과: 수락된 예측 200건 중 200건 집계, 초당 66.7건.", korean, true))
                .startsWith("\u001b[32m");
    }

    @Test
    void coloursOfOthersAreLeftOut() {
        assertThat(logged("FAIL   a\u001b[32mb", Language.ENGLISH, true))
                .isEqualTo("\u001b[31m[iris] FAIL   a[32mb\u001b[m");
    }

    private static String logged(String line, Language language, boolean isColoured) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PrintStream jenkins = new PrintStream(written, true, StandardCharsets.UTF_8);
        new BuildLog(jenkins, UnaryOperator.identity(), "iris", language, isColoured).println(line);
        return written.toString(StandardCharsets.UTF_8).replaceFirst("\\R$", "");
    }
}
