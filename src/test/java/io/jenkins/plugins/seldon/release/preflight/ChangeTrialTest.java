package io.jenkins.plugins.seldon.release.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The refusals are what kube-apiserver 1.20.2 answers to such patches with {@code dryRun=All}; those of later ones are from
 * pkg/apis/apps/validation and pkg/apis/core/validation of 1.33.
 */
class ChangeTrialTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            spec.selector | Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"web", "new":"x"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable | spec.selector: field is immutable
            spec.template | Invalid value: core.PodTemplateSpec{Env:[]core.EnvVar{core.EnvVar{Name:"immutable", Value:"immutable secret: hidden"}}}: field is immutable | spec.template: field is immutable
            spec.clusterIPs[0] | Invalid value: []string{"None"}: may not change once set | spec.clusterIPs[0]: may not change once set
            spec.clusterIPs[0] | Invalid value: []string(nil): primary clusterIP can not be unset | spec.clusterIPs[0]: primary clusterIP can not be unset
            data | Forbidden: field is immutable when `immutable` is set | data: field is immutable when `immutable` is set
            parameters | Forbidden: updates to parameters are forbidden. | parameters: updates to parameters are forbidden
            roleRef | Invalid value: rbac.RoleRef{APIGroup:"rbac.authorization.k8s.io", Kind:"Role", Name:"b"}: cannot change roleRef | roleRef: cannot change roleRef
            Value | Forbidden: may not be changed in an update. | Value: may not be changed in an update
            spec.resources.requests.storage | Forbidden: field can not be less than status.capacity | spec.resources.requests.storage: field can not be less than status.capacity
            spec.mode | Invalid value: "string": Mode is immutable | spec.mode: Mode is immutable
            """)
    void whatCantBeChangedIsToldWithoutItsValue(String field, String message, String told) {
        assertThat(ChangeTrial.fixed(refusal(field, message), Map.of(), Map.of()))
                .contains(told);
    }

    @Test
    void ofADifferenceOverManyLinesTheSentenceIsTold() {
        String message = "Forbidden: spec is immutable after creation except resources.requests for bound claims\n"
                + "  core.PersistentVolumeClaimSpec{\n  \t... // 2 identical fields\n- \tStorageClassName: &\"t\",\n"
                + "+ \tStorageClassName: &\"s\",\n  }\n";
        assertThat(ChangeTrial.fixed(
                        refusal("spec", message),
                        Map.of("spec", Map.of("storageClassName", "s", "volumeMode", "Block")),
                        Map.of("spec", Map.of("storageClassName", "t", "volumeMode", "Block"))))
                .contains("spec: spec is immutable after creation except resources.requests for bound claims (the chart"
                        + " changes storageClassName)");
    }

    @Test
    void ofAStatefulSetWhatChangesIsTold() {
        String message =
                "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                        + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds'"
                        + " are forbidden";
        assertThat(ChangeTrial.fixed(
                        refusal("spec", message),
                        Map.of("spec", Map.of("template", "a", "volumeClaimTemplates", List.of("small"))),
                        Map.of("spec", Map.of("template", "b", "volumeClaimTemplates", List.of("large")))))
                .hasValueSatisfying(told -> assertThat(told)
                        .startsWith("spec: updates to statefulset spec for fields other than 'replicas', 'ordinals',")
                        .endsWith(" are forbidden (the chart changes volumeClaimTemplates)"));
    }

    @Test
    void aClaimThatItsClassLetsNobodyEnlarge() {
        Status refusal = new StatusBuilder()
                .withCode(403)
                .withMessage(
                        "persistentvolumeclaims \"data\" is forbidden: only dynamically provisioned pvc can be resized"
                                + " and the storageclass that provisions the pvc must support resize")
                .build();
        assertThat(ChangeTrial.fixed(refusal, Map.of(), Map.of()))
                .contains(
                        "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must"
                                + " support resize");
    }

    /** A patch that is not quite Helm's may be refused where Helm's is not, so that other refusals are left to Helm. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            422 | spec.strategy.rollingUpdate | Forbidden: may not be specified when strategy `type` is 'Recreate'
            422 | spec.template.metadata.labels | Invalid value: map[string]string{"app":"web"}: `selector` does not match template `labels`
            422 | data[x] | Invalid value: "this is immutable: not": too long
            409 | spec | the object has been modified; please apply your changes to the latest version and try again
            403 | spec | User "jenkins" cannot patch resource "deployments"
            404 | spec | deployments.apps "web" not found
            """)
    void otherRefusalsSayNothing(int code, String field, String message) {
        Status refusal = new StatusBuilder(refusal(field, message))
                .withCode(code)
                .withMessage(message)
                .build();
        assertThat(ChangeTrial.fixed(refusal, Map.of(), Map.of())).isEmpty();
    }

    @Test
    void whatTheReleaseNoLongerHasIsTakenAway() {
        Map<String, Object> patch = Patch.of(
                Map.of(
                        "spec",
                        Map.of("selector", Map.of("a", "1", "b", "2"), "list", List.of(1)),
                        "gone",
                        Map.of("x", 1)),
                Map.of("spec", Map.of("selector", Map.of("a", "1"), "list", List.of(2))));
        Map<String, Object> selector = new LinkedHashMap<>();
        selector.put("a", "1");
        selector.put("b", null);
        assertThat(patch)
                .containsEntry("gone", null)
                .containsEntry("spec", Map.of("selector", selector, "list", List.of(2)));
    }

    private static Status refusal(String field, String message) {
        return new StatusBuilder()
                .withCode(422)
                .withReason("Invalid")
                .withMessage("Deployment.apps \"web\" is invalid: " + field + ": " + message)
                .withNewDetails()
                .addNewCause(field, message, "FieldValueInvalid")
                .endDetails()
                .build();
    }
}
