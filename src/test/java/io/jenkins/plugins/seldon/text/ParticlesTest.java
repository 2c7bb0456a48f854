package io.jenkins.plugins.seldon.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Particles agree with how the text before them is read aloud in Korean. */
class ParticlesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            # Hangul: 드 is open, 일 ends in ㄹ, 름 in another consonant
            파드 | 를 | 가 | 는 | 와 | 로 | 나
            파일 | 을 | 이 | 은 | 과 | 로 | 이나
            이름 | 을 | 이 | 은 | 과 | 으로 | 이나
            # 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구, 십, 백
            0    | 을 | 이 | 은 | 과 | 으로 | 이나
            web-1 | 을 | 이 | 은 | 과 | 로 | 이나
            2    | 를 | 가 | 는 | 와 | 로 | 나
            1.3  | 을 | 이 | 은 | 과 | 으로 | 이나
            amd64 | 를 | 가 | 는 | 와 | 로 | 나
            0.5  | 를 | 가 | 는 | 와 | 로 | 나
            6    | 을 | 이 | 은 | 과 | 으로 | 이나
            v7   | 을 | 이 | 은 | 과 | 로 | 이나
            8    | 을 | 이 | 은 | 과 | 로 | 이나
            0.99 | 를 | 가 | 는 | 와 | 로 | 나
            10   | 을 | 이 | 은 | 과 | 으로 | 이나
            1.12.0 | 을 | 이 | 은 | 과 | 으로 | 이나
            http://203.0.113.7:32193 | 을 | 이 | 은 | 과 | 으로 | 이나
            # 밀리초, 초, 퍼센트, 메비바이트
            250 ms | 를 | 가 | 는 | 와 | 로 | 나
            10 s | 를 | 가 | 는 | 와 | 로 | 나
            99.5 % | 를 | 가 | 는 | 와 | 로 | 나
            128Mi | 를 | 가 | 는 | 와 | 로 | 나
            # 엘, 엠, 엔, 알, 아이, 씨
            URL  | 을 | 이 | 은 | 과 | 로 | 이나
            JVM  | 을 | 이 | 은 | 과 | 으로 | 이나
            API  | 를 | 가 | 는 | 와 | 로 | 나
            svc  | 를 | 가 | 는 | 와 | 로 | 나
            sql  | 을 | 이 | 은 | 과 | 로 | 이나
            # 모델, 롤, 사이킷런, 헬름, 네임, 라인, 링
            model | 을 | 이 | 은 | 과 | 로 | 이나
            ClusterRole | 을 | 이 | 은 | 과 | 로 | 이나
            sklearn | 을 | 이 | 은 | 과 | 으로 | 이나
            helm | 을 | 이 | 은 | 과 | 으로 | 이나
            releaseName | 을 | 이 | 은 | 과 | 으로 | 이나
            pipeline | 을 | 이 | 은 | 과 | 으로 | 이나
            string | 을 | 이 | 은 | 과 | 으로 | 이나
            # 웹, 토픽, 스택, 맵, 레플리카셋
            web  | 을 | 이 | 은 | 과 | 으로 | 이나
            topic | 을 | 이 | 은 | 과 | 으로 | 이나
            stack | 을 | 이 | 은 | 과 | 으로 | 이나
            ConfigMap | 을 | 이 | 은 | 과 | 으로 | 이나
            ReplicaSet | 을 | 이 | 은 | 과 | 으로 | 이나
            # 서버, 노드, 테스트, 루트, 아이리스, 디플로이먼트
            server | 를 | 가 | 는 | 와 | 로 | 나
            node | 를 | 가 | 는 | 와 | 로 | 나
            test | 를 | 가 | 는 | 와 | 로 | 나
            root | 를 | 가 | 는 | 와 | 로 | 나
            seldon-system/iris | 를 | 가 | 는 | 와 | 로 | 나
            SeldonDeployment | 를 | 가 | 는 | 와 | 로 | 나
            # quotes and remarks are not read
            'model' | 을 | 이 | 은 | 과 | 로 | 이나
            파드(app=web) | 를 | 가 | 는 | 와 | 로 | 나
            릴리스 a (web) | 를 | 가 | 는 | 와 | 로 | 나
            # nor is this
            http://p/ | 을(를) | 이(가) | 은(는) | 과(와) | (으)로 | (이)나
            … | 을(를) | 이(가) | 은(는) | 과(와) | (으)로 | (이)나
            """)
    void theyAgreeWithWhatTheyStandBehind(
            String said, String object, String subject, String topic, String with, String by, String or) {
        assertThat(behind(said, "을(를)")).isEqualTo(said + object);
        assertThat(behind(said, "이(가) 없음")).isEqualTo(said + subject + " 없음");
        assertThat(behind(said, "은(는)")).isEqualTo(said + topic);
        assertThat(behind(said, "과(와)")).isEqualTo(said + with);
        assertThat(behind(said, "(으)로")).isEqualTo(said + by);
        assertThat(behind(said, "(이)나")).isEqualTo(said + or);
    }

    @Test
    void theyMayStandBehindAQuoteOrABracket() {
        assertThat(behind("자격 증명 'cluster", "'을(를) 읽을 수 없습니다")).isEqualTo("자격 증명 'cluster'를 읽을 수 없습니다");
        assertThat(behind("파드(web", ")이(가) 없음")).isEqualTo("파드(web)가 없음");
    }

    @Test
    void whatIsNoParticleStays() {
        assertThat(behind("a", " 을(를)")).isEqualTo("a 을(를)");
        assertThat(behind("", "이(가)")).isEqualTo("이(가)");
        assertThat(behind("''", "이(가)")).isEqualTo("''이(가)");
        assertThat(behind("((", ")")).isEqualTo("(()");
    }

    @Test
    void thePhrasebookSaysThem() {
        Language korean = Language.of(Locale.KOREAN);
        assertThat(korean.translate("Creating namespace models.")).isEqualTo("네임스페이스 models를 만듭니다.");
        assertThat(korean.translate("Creating namespace web.")).isEqualTo("네임스페이스 web을 만듭니다.");
        assertThat(korean.translate("The values.yaml is empty.")).isEqualTo("values.yaml이 비어 있습니다.");
    }

    private static String behind(String said, String text) {
        StringBuilder all = new StringBuilder(said);
        Particles.append(all, text);
        return all.toString();
    }
}
