package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Phrase;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What became of a release, in each language. */
class ReleaseToldTest {

    private static final Language KOREAN = Language.of(Locale.KOREAN);

    @Test
    void aReleaseThatWasChangedAndRepaired() throws Exception {
        ReleaseResult result = new ReleaseResult(record(), "models", true, List.of("a became b"));
        assertThat(result.sentence())
                .isEqualTo(
                        "Release web in namespace models is deployed in revision 1234, chart web 1.0 repaired for the cluster.");
        assertThat(KOREAN.say(result.headline()))
                .isEqualTo("models 네임스페이스의 릴리스 web은 리비전 1234에서 deployed 상태입니다. 차트: web 1.0(클러스터에 맞게 복구함).");
    }

    @Test
    void aReleaseThatWasAsWanted() throws Exception {
        ReleaseResult result = new ReleaseResult(record(), "models", false, List.of());
        assertThat(result.sentence())
                .isEqualTo("Release web in namespace models is deployed in revision 1234, chart web 1.0; nothing to "
                        + "change.");
        assertThat(KOREAN.say(result.headline()))
                .isEqualTo("models 네임스페이스의 릴리스 web은 리비전 1234에서 deployed 상태입니다. 차트: web 1.0. 변경할 것이 없습니다.");
    }

    @Test
    void aRemoval() {
        Phrase all = new UninstallResult("web", "models", true, true).headline();
        assertThat(Language.ENGLISH.say(all))
                .isEqualTo("Release web is removed from namespace models, and the namespace is being deleted.");
        assertThat(KOREAN.say(all)).isEqualTo("models 네임스페이스에서 릴리스 web을 제거했습니다. 네임스페이스도 삭제하고 있습니다.");
        Phrase nothing = new UninstallResult("web", "models", false, false).headline();
        assertThat(Language.ENGLISH.say(nothing))
                .isEqualTo("There is no release web in namespace models; nothing to remove.");
        assertThat(KOREAN.say(nothing)).isEqualTo("models 네임스페이스에 릴리스 web이 없어 제거할 것이 없습니다.");
    }

    /** The part of Helm's record that an outcome tells. */
    private static ReleaseRecord record() throws Exception {
        String json =
                """
                {"name": "web", "version": 1234, "info": {"status": "deployed"},
                 "chart": {"metadata": {"name": "web", "version": "1.0"}}}
                """;
        return ReleaseRecord.decode(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
    }
}
