package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.report.GateView.Condition;
import io.jenkins.plugins.seldon.report.GateView.Count;
import io.jenkins.plugins.seldon.report.GateView.Row;
import io.jenkins.plugins.seldon.report.GateView.Step;
import io.jenkins.plugins.seldon.settings.FormAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.localizer.LocaleProvider;

/** Whose browser asks for Korean reads a build's report and a form's checks in it, while what is kept stays English. */
@Isolated("sets the language that browsers ask for")
class KoreanPageTest {

    private static final ReportSection SECTION = new ReportSection(
            ReportSection.Kind.GATE,
            "models/iris",
            "FAIL",
            "Gate failed for models/iris (layer: scrape): 100 of 200 accepted predictions were counted"
                    + " (minCountedRatio: 0.5, at least 0.95); Prometheus has no target for iris-1; check the annotation"
                    + " prometheus.io/scrape and the scrape configuration.",
            Map.of(
                    "planned",
                    200,
                    "conditions",
                    List.of(Map.of(
                            "name", "minCountedRatio", "verdict", "FAIL", "value", "0.5", "limit", "at least 0.95")),
                    "diagnosis",
                    Map.of(
                            "layer",
                            "scrape",
                            "layers",
                            List.of(
                                    Map.of("layer", "ingress", "health", "ok", "seen", "no request was sent"),
                                    Map.of("layer", "scrape", "health", "broken", "seen", "no such sentence"))),
                    "pods",
                    List.of(Map.of("name", "iris-1", "prometheus", "no series", "note", "it is gone")),
                    "notes",
                    List.of("The controller restarted in the middle of the burst, so the gate measures again from a new"
                            + " baseline.")));

    private final LocaleProvider before = LocaleProvider.getProvider();

    @BeforeEach
    void askForKorean() {
        LocaleProvider.setProvider(new LocaleProvider() {
            @Override
            public Locale get() {
                return Locale.KOREA;
            }
        });
    }

    @AfterEach
    void askAsBefore() {
        LocaleProvider.setProvider(before);
    }

    @Test
    void theOutcomeIsToldAndKept() {
        assertThat(SECTION.getTold())
                .isEqualTo("models/iris(계층 scrape) 게이트 실패: 수락된 예측 200건 가운데 100건이 집계되었습니다(minCountedRatio:"
                        + " 0.5, 0.95 이상); Prometheus에 iris-1의 대상이 없습니다. prometheus.io/scrape 어노테이션과 스크레이프 설정을"
                        + " 확인하십시오.");
        assertThat(SECTION.getMark().word()).isEqualTo("실패");
        assertThat(SECTION.getLabel()).isEqualTo("실패: models/iris");
        assertThat(SECTION.getOutcome()).isEqualTo("FAIL");
        assertThat(SECTION.getSentence()).startsWith("Gate failed for");
        assertThat(SECTION.getData().toString()).doesNotContainPattern("\\p{IsHangul}");
    }

    @ParameterizedTest
    @CsvSource({
        "deployed, 배포됨",
        "failed, 실패",
        "rolled back, 되돌림",
        "uninstalled, 제거됨",
        "undoing failed, 되돌리지 못함",
        "broken off, 중단됨"
    })
    void whatBecameOfAReleaseIsTold(String outcome, String told) {
        assertThat(new ReportSection(ReportSection.Kind.RELEASE, "iris", outcome, "It is so.", Map.of()).getLabel())
                .isEqualTo(told + ": iris");
    }

    /** What is found without the matchers was told of the whole sentence, before its beginning. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ; it finds 1 without the matchers, so correct them. | ; matchers 없이 찾은 시계열: 1. matchers 옵션을 고치십시오.
                    , 2 without the namespace; found by n{a="b"}; set namespaceLabel. | , 네임스페이스 없이 찾은 시계열: 2; n{a="b"}(으)로 찾았습니다. namespaceLabel을 설정하십시오.
                    """)
    void whatIsFoundElsewhereIsToldWhereItStands(String english, String korean) {
        String sentence = "Gate inconclusive for models/iris (layer: query): Prometheus has no series of"
                + " requests{service=\"predictions\",cluster=\"nowhere\"} 15 s after 11 predictions were answered;"
                + " the query finds 0 series" + english;
        assertThat(ReportSection.say(sentence))
                .startsWith("models/iris(계층 query) 게이트 판단 불가: ")
                .endsWith("시계열이 없습니다; 쿼리가 찾은 시계열: 0" + korean);
    }

    @Test
    void conditionsCountsAndStepsAreTold() {
        GateView gate = SECTION.getGate();
        assertThat(gate.getConditions()).extracting(Condition::told).containsExactly(new Told("50 %", "95 % 이상"));
        assertThat(gate.getFacts()).containsExactly(new Row("계획", "200"));
        assertThat(gate.getCounts()).contains(new Count("파드", "iris-1", "", "", "시계열 없음", "없어짐"));
        assertThat(gate.getSteps()).extracting(Step::word).containsExactly("정상", "여기서 끊김");
        assertThat(gate.getSteps()).extracting(Step::seen).containsExactly("요청을 보내지 않았습니다", "no such sentence");
        assertThat(gate.layer("ingress")).isEqualTo("ingress(인그레스)");
        assertThat(gate.layer("moat")).isEqualTo("moat");
        assertThat(gate.getNotes()).containsExactly("버스트 도중에 컨트롤러가 재시작되어, 게이트가 새 기준선부터 다시 측정합니다.");
        assertThat(GateCheck.of(SECTION, Result.FAILURE).summary()).contains("| 조건 | 판정 | 측정값 | 기준 |");
    }

    @Test
    void theBurstIsDrawnAsTheBurst() {
        Map<String, Object> data = Map.of(
                "rateSeries",
                List.of(List.of(1000, 0), List.of(6000, 30.3), List.of(11_000, 0)),
                "burst",
                List.of(6000, 8000));
        LineChart chart = new ReportSection(ReportSection.Kind.GATE, "models/iris", "PASS", "", data)
                .getGate()
                .getChart();
        assertThat(chart.getBands()).extracting(LineChart.Band::name).containsExactly("워밍업", "버스트", "안정화");
        assertThat(chart.getBands()).extracting(LineChart.Band::kind).containsExactly("warm-up", "burst", "settling");
    }

    @Test
    void aFormsChecksAreTold() {
        FormValidation refused = FormAnswer.error("timeoutSeconds must be at least 1.");
        assertThat(refused.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(refused.getMessage()).isEqualTo("timeoutSeconds는 1 이상이어야 합니다.");
        assertThat(FormAnswer.warning("The check was interrupted.").getMessage())
                .isEqualTo("확인이 중단되었습니다.");
        assertThat(new FormAnswer()
                        .bad("The user lacks rights that the step needs: get pods.")
                        .good("Connected to Kubernetes v1.33 at https://a as b.")
                        .toFormValidation()
                        .renderHtml())
                .contains("사용자에게 스텝이 쓰는 권한이 없습니다: get pods.", "https://a(사용자 b)의 Kubernetes v1.33에 연결되었습니다.");
    }
}
