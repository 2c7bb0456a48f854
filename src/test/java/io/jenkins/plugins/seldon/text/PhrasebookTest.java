package io.jenkins.plugins.seldon.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.fixture.Allowance;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was said in English is said in Korean; what nobody here said stays as it is. */
class PhrasebookTest {

    private static final Language KOREAN = Language.of(Locale.KOREA);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            # a cluster's words, and a sentence behind it
            Pod web-1: container web can't pull its image (ErrImagePull: manifest unknown). | 파드 web-1: 컨테이너 web: 이미지를 가져오지 못함(ErrImagePull: manifest unknown).
            deployment/web has exceeded its progress deadline (Timed out.) Failing in 30 s unless it recovers. | deployment/web: 진행 기한을 넘김(Timed out.) 회복되지 않으면 30초 뒤에 실패합니다.
            # a check with its numbers
            188 of 200 accepted predictions were counted (minCountedRatio: 0.94, at least 0.95). | 수락된 예측 200건 가운데 188건이 집계되었습니다(minCountedRatio: 0.94, 0.95 이상).
            # a clause may begin a sentence
            No prediction was accepted (minCountedRatio: no value, at least 0.95). | 수락된 예측이 없습니다(minCountedRatio: 없음, 0.95 이상).
            # failures, each with how often it came
            2 with an answer with HTTP status 500, 1 with no answer in time | 2건에서 응답: HTTP 상태 500, 1건에서 제때 응답 없음
            50 predictions were counted as errors, and 150 without, give or take 10 for others' errors (maxCountedErrorRatio: 0.25, at most 0.28). | 오류로 집계된 예측이 50건, 오류 없이 집계된 예측이 150건입니다. 다른 이용자의 오류 때문에 10건의 오차가 있을 수 있습니다(maxCountedErrorRatio: 0.25, 0.28 이하).
            Of this burst 19.8 (at best 20) predictions a second were counted while it was sent; Prometheus saw 10.9/s over 20 s (minRequestRate: 19.8, at least 19.95). | 이 버스트를 보내는 동안 초당 19.8(최대로 보면 20)건의 예측이 집계되었고, Prometheus에는 20초 동안 초당 10.9건으로 나타났습니다(minRequestRate: 19.8, 19.95 이상).
            # clauses that go on, within an outcome
            Gate inconclusive for a/b (layer: traffic): 200 of 200 accepted predictions were counted, plus about 20 of background traffic; others' share of 20 may be off by 15 predictions; about 900 requests at this rate would decide it, or fewer at a higher rate (minCountedRatio: 1, at least 0.95); others use the model at the same time; send more requests, or wait for a quiet time. | a/b(계층 traffic) 게이트 판단 불가: 수락된 예측 200건 가운데 200건이 집계되었습니다. 그 밖에 백그라운드 트래픽이 약 20건입니다; 다른 이용자의 몫 20건은 15건만큼 어긋날 수 있습니다; 이 속도라면 요청 약 900건, 속도를 높이면 더 적은 요청으로 판단할 수 있습니다(minCountedRatio: 1, 0.95 이상); 다른 이용자가 동시에 모델을 쓰고 있습니다. 요청을 더 보내거나 조용해질 때까지 기다리십시오.
            Gate failed for a/b (layer: scrape): 188 of 200 accepted predictions were counted by Prometheus, 194 by its pods (minCountedRatio: 0.94, at least 0.95); the executors count, but Prometheus shows fewer: b-0 100 on its page, 94 in Prometheus. | a/b(계층 scrape) 게이트 실패: 수락된 예측 200건 가운데 188건이 집계되었습니다(Prometheus 기준, 파드 기준 194건)(minCountedRatio: 0.94, 0.95 이상); executor에서는 집계되지만 Prometheus에는 더 적게 나타납니다: b-0 자체 페이지에 100건, Prometheus에 94건.
            Gate failed for a/b (layer: model): the latency at the quantile 0.95 was 310 ms (maxLatency: 310 ms, at most 300 ms); the model answers too slowly. | a/b(계층 model) 게이트 실패: 분위수 0.95의 지연 시간은 310 ms였습니다(maxLatency: 310 ms, 300 ms 이하); 모델의 응답이 너무 느립니다.
            Gate inconclusive for a/b (layer: model): by the executor's histogram (in the pod, without the network and the ingress; of all its answers in that time, others' too) the latency at the quantile 0.95 was about 40 ms, in its bucket from 25 to 50 ms, within which it shows nothing finer: use a limit at a bucket's bound, or source client (maxLatency: about 40 ms, at most 30 ms). | a/b(계층 model) 게이트 판단 불가: executor의 히스토그램(파드 안에서 잰 값으로 네트워크와 인그레스는 빠지며, 그 시간의 모든 응답을 다른 이용자의 것까지 포함)에서 분위수 0.95의 지연 시간은 약 40 ms(25~50 ms 버킷). 버킷 안에서는 더 자세히 알 수 없으니, 버킷의 경계를 기준으로 쓰거나 source를 client로 지정하십시오(maxLatency: 약 40 ms, 30 ms 이하).
            4 predictions of the predictor canary were counted as errors, and 96 without (maxCountedErrorRatio: 0.04, at most 0.01). | 예측기 canary에서 오류로 집계된 예측이 4건, 오류 없이 집계된 예측이 96건입니다(maxCountedErrorRatio: 0.04, 0.01 이하).
            Up to 4 of the requests that failed may be those of the predictor canary, beside 96 that it counted (maxErrorRatio: 0.04, at most 0.01). | 예측기 canary에서 집계된 예측은 96건이며, 실패한 요청 가운데 최대 4건이 이 예측기의 것일 수 있습니다(maxErrorRatio: 0.04, 0.01 이하).
            Prometheus lacks 10 of the 20 predictions that the pods of the predictor canary counted (minCountedRatio: 0.5, at least 0.95). | 예측기 canary의 파드에서 집계된 예측 20건 가운데 10건이 Prometheus에 없습니다(minCountedRatio: 0.5, 0.95 이상).
            # what is listed
            2 counters restarted, 1 series ended, as when replicas are replaced | 카운터 2개가 0부터 다시 셈, 시계열 1개가 끝남. 레플리카가 교체될 때 생기는 일입니다
            Still waiting, 4 min 30 s left: 1 of 3 pods ready; deployment/web: 1 of 2 replicas ready; and 4 more. | 기다리는 중, 남은 시간 4 min 30 s: 파드 3개 가운데 1개 준비됨; deployment/web: 레플리카 2개 가운데 1개 준비됨; 외 4개.
            62 of 200 predictions failed: 57 with an answer with HTTP status 500, 2 with no answer in time, 3 with other failures (maxErrorRatio: 0.31, at most 0.01). | 예측 200건 가운데 62건이 실패했습니다: 57건에서 응답: HTTP 상태 500, 2건에서 제때 응답 없음, 3건에서 그 밖의 문제(maxErrorRatio: 0.31, 0.01 이하).
            # what to do about one of them is no end of the list
            3 of 200 predictions failed: 2 with an answer with a redirect to https://a/b which should be the endpoint itself, 1 with no answer in time (maxErrorRatio: 0.02, at most 0.01). | 예측 200건 가운데 3건이 실패했습니다: 2건에서 응답: https://a/b로 리디렉션(endpoint를 그곳으로 지정해야 함), 1건에서 제때 응답 없음(maxErrorRatio: 0.02, 0.01 이하).
            2 of 2 predictions failed: 2 with an answer with a redirect to a login page at https://a/b: give the endpoint a token (endpointTokenUrl, or headers with a credentialsId) (maxErrorRatio: 1, at most 0.01). | 예측 2건 가운데 2건이 실패했습니다: 2건에서 응답: https://a/b의 로그인 페이지로 리디렉션: 엔드포인트에 토큰을 지정하십시오(endpointTokenUrl, 또는 credentialsId가 있는 headers)(maxErrorRatio: 1, 0.01 이하).
            # a query is of any number of words
            Gate inconclusive for a/b (layer: condition): the condition errors (sum(x) / sum(y)) can't be judged: it has no data (required: below 0.5). | a/b(계층 condition) 게이트 판단 불가: 조건 errors (sum(x) / sum(y)): 데이터 없음(기준: 0.5 미만).
            the pod b-0 is gone, the pod b-1 is gone, the pod b-2 is new | 파드 b-0이 없어짐, 파드 b-1이 없어짐, 파드 b-2가 새로 생김
            # parts that go on
            pod web-1: Running, ready 1/2, restarts 3, on node-1 | 파드 web-1: Running, 준비 1/2, 재시작 3, 노드 node-1
            The condition p95 (max(a, b)) is 0.3 with gaps: 3 samples where 5 are due (required: above 0.1 and below 0.2). | 조건 p95 (max(a, b))의 값은 0.3(빈 곳이 있음: 샘플 5개가 있어야 하는데 3개)입니다(기준: 0.1 초과 0.2 미만).
            # a remark in brackets is of what stands before it
            the executors count: 140 of 140 predictions (iris-1 140 on its page, 140 in Prometheus) | executor에서 집계됩니다: 예측 140건 가운데 140건(iris-1 자체 페이지에 140건, Prometheus에 140건)
            Sending burst, part 2 of 6: 11 of 50 sent, 10 accepted, 0 failed, 11/s, 4 s left. | 전송 중(버스트 6번 가운데 2번째): 전송 11/50, 수락 10, 실패 0, 11/s, 4초 남음.
            the executors count: 200 of 200 predictions (main 160, canary 40; b-0 160 on its page, 160 in Prometheus; b-1 40 on its page, nothing in Prometheus) | executor에서 집계됩니다: 예측 200건 가운데 200건(main 160, canary 40; b-0 자체 페이지에 160건, Prometheus에 160건; b-1 자체 페이지에 40건, Prometheus에 0건)
            no layer shows what is wrong; meanwhile b/c counted 199, b/d counted 201: check whether the endpoint leads there | 어느 계층에서도 원인이 드러나지 않습니다; 그동안 b/c에서 199건 집계, b/d에서 201건 집계: 엔드포인트가 그곳으로 이어지는지 확인하십시오
            200 of 200 accepted predictions were counted; 12 predictions from before the burst were not known to Prometheus when it began, and may stand for some of it (minCountedRatio: 1, at least 0.95) | 수락된 예측 200건 가운데 200건이 집계되었습니다; 버스트 이전의 예측 12건은 버스트가 시작될 때 아직 Prometheus에 없었으므로 버스트의 예측으로 집계되었을 수 있습니다(minCountedRatio: 1, 0.95 이상)
            # the last of what is listed, be it an object of the cluster
            An earlier run has left hooks of the chart at https://c, which the chart does not have Helm replace (helm.sh/hook-delete-policy): remove Job a, Job b (of no Helm release) and ConfigMap c. | 이전 실행에서 차트의 훅이 https://c에 남아 있는데, 차트는 Helm이 이를 바꾸도록 하지 않습니다(helm.sh/hook-delete-policy). Job a, Job b (Helm 릴리스에 속하지 않음), ConfigMap c를 제거하십시오.
            # JSON is others' words, whatever it says
            an answer with HTTP status 500: {"status":{"info":"model failed: out of memory","code":1}} | 응답: HTTP 상태 500: {"status":{"info":"model failed: out of memory","code":1}}
            # a server's words have clauses of their own
            Could not evaluate a query at http://p: it rejected the query (bad_data): a; b: c; correct the query. | http://p에서 쿼리 평가에 실패했습니다: 쿼리를 거부함(bad_data): a; b: c. 쿼리를 고치십시오.
            # lines of a build's log, below what they are about
            Prometheus (service seldon-system/p) scrapes every 15 s; it knows 1 target and 2 series of a/b. | Prometheus (서비스 seldon-system/p): 15초마다 스크레이프. a/b의 대상 1개 및 시계열 2개를 알고 있습니다.
            Prometheus (service seldon-system/p) scrapes every 1 s (measured); it knows 1 target and 2 series of a/b. | Prometheus (서비스 seldon-system/p): 1초마다 스크레이프 (측정값). a/b의 대상 1개 및 시계열 2개를 알고 있습니다.
            Fetching chart web 1.0.0 from https://c. | https://c에서 차트 web 1.0.0을 받습니다.
            `    36m ago, Warning Unhealthy (6 times): Readiness probe failed: HTTP probe failed with statuscode: 503` | `    36m 전, Warning Unhealthy(6회): Readiness probe failed: HTTP probe failed with statuscode: 503`
            `  last log lines of container web:` | `  컨테이너 web의 마지막 로그:`
            Counted by Prometheus by the pods' names, and the executors' own pages: default 24 (share 1: 24 to 24). | 집계한 곳: Prometheus(파드 이름 기준)와 executor 자체 페이지: default 24(몫 1: 24~24).
            SeldonDeployment iris: Ready is false (MinimumReplicasUnavailable) | SeldonDeployment iris: Ready 조건이 false (MinimumReplicasUnavailable)
            """)
    void isMadeOfItsParts(String english, String korean) {
        assertThat(KOREAN.translate(english)).isEqualTo(korean);
        assertThat(Language.ENGLISH.translate(english)).isEqualTo(english);
        assertThat(KOREAN.translate(korean)).isEqualTo(korean);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "sklearn",
                "ready",
                "Look at it at once.",
                "web-1 with sidecar",
                "a pod named web is good; everything else too. And so on.",
                "pods is forbidden: User \"x\" cannot list resource \"pods\" in API group \"\" in the namespace \"b\"",
                "java.lang.IllegalStateException: {0} (a, b): c; d. e",
                "((((, ; : . {0} {1}"
            })
    void othersWordsStay(String words) {
        assertThat(KOREAN.translate(words)).isEqualTo(words);
    }

    @Test
    void itTakesItsTimeWhateverTheTextIs() {
        String[] hard = {
            "(".repeat(2000),
            ", ".repeat(1000),
            "; and 1 more".repeat(150),
            "0 of 1 pods ready; ".repeat(100),
            "a is b, c: d; e. f (g) ".repeat(80),
            ") (".repeat(600)
        };
        for (String text : hard) {
            long start = System.nanoTime();
            KOREAN.translate(text);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as(text.substring(0, 20))
                    .isLessThan(Allowance.ofSeconds(5));
        }
    }

    @Test
    void aFileOfTranslationsIsReadAsGettextWritesIt() {
        assertThat(
                        PoFile.read(
                                """
                        # a comment with "quotes"
                        msgid ""
                        msgstr "Language: ko\\n"

                        msgid "a \\"b\\" \\\\ {0}"
                        msgstr ""
                        "c "
                        "{0}"
                        #, fuzzy
                        msgid "d"
                        msgstr "e"
                        """))
                .containsExactly(Map.entry("a \"b\" \\ {0}", "c {0}"), Map.entry("d", "e"));
        assertThatThrownBy(() -> PoFile.read("msgid \"a\"\nmsgstr \"b\"\nmsgid \"a\"\nmsgstr \"c\""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
