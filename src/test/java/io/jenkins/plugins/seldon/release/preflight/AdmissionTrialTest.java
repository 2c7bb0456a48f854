package io.jenkins.plugins.seldon.release.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The refusals are worded as the API server's sources have them, which {@link AdmissionTrial} names. */
class AdmissionTrialTest {

    private static final Workload WEB = new Workload("Deployment", "web", null, 1, new ObjectMeta(), new PodSpec());

    @Test
    void thePodSecurityLevelIsToldInTheServersWords() {
        Problem problem = AdmissionTrial.problem(
                        WEB,
                        "pods \"web-preflight\" is forbidden: violates PodSecurity \"restricted:latest\":"
                                + " runAsNonRoot != true (pod or container \"web\" must set"
                                + " securityContext.runAsNonRoot=true)")
                .orElseThrow();
        assertThat(problem.fatal()).isTrue();
        assertThat(problem.sentence())
                .startsWith("The API server would refuse the pods of Deployment web: violates PodSecurity"
                        + " \"restricted:latest\": runAsNonRoot != true (pod or container \"web\" must set"
                        + " securityContext.runAsNonRoot=true). Use another namespace,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maximum memory usage per Pod is 1Gi, but limit is 2Gi",
                "minimum cpu usage per Container is 100m, but request is 10m",
                "cpu max limit to request ratio per Container is 2, but provided ratio is 10.000000",
                "[maximum cpu usage per Pod is 1.  No limit is specified, maximum memory usage per Pod is 1Gi, but limit is"
                        + " 2Gi]"
            })
    void whatALimitRangeRefusesIsTold(String words) {
        Problem problem = AdmissionTrial.problem(WEB, "pods \"web-preflight\" is forbidden: " + words)
                .orElseThrow();
        assertThat(problem.check()).isEqualTo(PreflightCheck.LIMIT_RANGE);
        assertThat(problem.fatal()).isTrue();
        assertThat(problem.sentence().replaceAll(" +", " "))
                .startsWith("The API server would refuse the pods of Deployment web: " + words.replaceAll(" +", " ")
                        + ". Change the resources of its containers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admission webhook \"validate.policies.svc\" denied the request: the tag latest is not allowed",
                "pods \"web-preflight\" is forbidden: ValidatingAdmissionPolicy 'tags' with binding 'tags-all' denied request:"
                        + " the tag latest is not allowed",
                "Internal error occurred: failed calling webhook \"inject.mesh.io\": failed to call webhook: Post"
                        + " \"https://mesh.istio-system.svc:443/inject\": no endpoints available"
            })
    void aWebhookOnlyWarnsSinceItMayLetAControllersPodsIn(String said) {
        Problem problem = AdmissionTrial.problem(WEB, said).orElseThrow();
        assertThat(problem.check()).isEqualTo(PreflightCheck.WEBHOOKS);
        assertThat(problem.fatal()).isFalse();
        assertThat(problem.sentence()).containsPattern("Deployment web on trial: .*(?:webhook \"|Policy ')");
    }

    /** The chart's own service account, to which an administrator may have granted one, comes with the installation. */
    @Test
    void openShiftsConstraintsOnlyWarnAndAreTriedWithThePodsServiceAccount() {
        String said = "pods \"web-preflight\" is forbidden: unable to validate against any security context constraint:"
                + " [provider \"anyuid\": Forbidden: not usable by user or serviceaccount, provider restricted-v2:"
                + " .spec.securityContext.fsGroup: Invalid value: []int64{65534}: 65534 is not an allowed group]";
        Problem problem = AdmissionTrial.problem(WEB, said).orElseThrow();
        assertThat(problem.fatal()).isFalse();
        assertThat(problem.sentence())
                .startsWith("the API server refused a pod of Deployment web on trial: unable to validate against any"
                        + " security context constraint: [provider")
                .contains("unless service account default may use a constraint");
        PodSpec spec = new PodSpec();
        spec.setServiceAccountName("web");
        Workload own = new Workload("Deployment", "web", null, 1, new ObjectMeta(), spec);
        Function<String, Optional<String>> granted = account -> account == null ? Optional.of(said) : Optional.empty();
        Function<String, Optional<String>> absent = account -> Optional.of(
                account == null ? said : "pods \"web-preflight\" is forbidden: error looking up service account");
        assertThat(AdmissionTrial.refusal(own, granted)).isEmpty();
        assertThat(AdmissionTrial.refusal(own, absent)).contains(said);
        assertThat(AdmissionTrial.refusal(WEB, granted)).contains(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pods is forbidden: User \"jenkins\" cannot create resource \"pods\" in API group \"\" in the namespace"
                        + " \"seldon-system\"",
                "namespaces \"seldon-system\" not found",
                "pods \"web-preflight\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=4, limited: pods=4",
                "admission webhook \"x\" does not support dry run"
            })
    void otherRefusalsSayNothingOfThePods(String said) {
        assertThat(AdmissionTrial.problem(WEB, said)).isEmpty();
    }

    @Test
    void theServersWordsTakeThePlaceOfOurRefusalsForTheSameAlone() {
        Problem quota = Problem.refusal(PreflightCheck.QUOTA, "quota");
        Problem ours = Problem.refusal(PreflightCheck.POD_SECURITY, "ours");
        Problem theirs = Problem.refusal(PreflightCheck.POD_SECURITY, "theirs");
        assertThat(told(List.of(quota, ours), false, theirs)).containsExactly(quota, theirs);
        assertThat(told(List.of(quota, ours), false)).containsExactly(quota, ours);
        Problem starved = Problem.warning(PreflightCheck.LIMIT_RANGE, "ours");
        Problem refused = Problem.refusal(PreflightCheck.LIMIT_RANGE, "theirs");
        assertThat(told(List.of(starved), false, refused)).containsExactly(starved, refused);
    }

    /** As where a policy engine gives pods the securityContext that a namespace's level asks for. */
    @Test
    void whatTheServerLetsInOnTrialOurRulesOnlyWarnOf() {
        Problem quota = Problem.refusal(PreflightCheck.QUOTA, "quota.");
        Problem level = Problem.refusal(PreflightCheck.POD_SECURITY, "level.");
        Problem starved = Problem.warning(PreflightCheck.LIMIT_RANGE, "starved.");
        assertThat(told(List.of(quota, level, starved), true))
                .containsExactly(
                        quota,
                        Problem.warning(
                                PreflightCheck.POD_SECURITY,
                                "level. On trial, however, the API server admitted the release's pods."),
                        starved);
    }

    private static List<Problem> told(List<Problem> judged, boolean admitsAll, Problem... tried) {
        return PodAdmission.told(judged, new AdmissionTrial.Outcome(List.of(tried), admitsAll));
    }
}
