package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users may write to name what they wait for. */
class NamesTest {

    private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "front", "example.com/x", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=web | true",
                "app==web | true",
                "app = web , tier = front | true",
                "app=db | false",
                "app=web,tier=back | false",
                "app!=db | true",
                "app!=web | false",
                "other!=x | true",
                "tier in (front, back) | true",
                "tier in (back) | false",
                "tier notin (back) | true",
                "other notin (back) | true",
                "tier notin (front,back),app | false",
                "app | true",
                "!app | false",
                "!other | true",
                "other | false",
                "example.com/x= | true",
                "example.com/x | true"
            })
    void selectorsSelectAsKubectlDoes(String selector, boolean matches) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=b,", "a in b", "a in (b", "=b", "a>1", "a=b;c=d", "-a=b"})
    void refusesWhatIsNoSelector(String text) {
        assertThatThrownBy(() -> LabelSelector.parse(text))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining("is not a label selector");
    }

    @ParameterizedTest
    @CsvSource({
        "web, deployment/web",
        "deployment/web, deployment/web",
        "Deploy/web, deployment/web",
        "sts/db, statefulset/db",
        "replicasets/web-5d8b, replicaset/web-5d8b",
        "pods/check, pod/check",
        "deployment.apps/web, deployment/web",
        "job.batch/migrate, job/migrate",
        "service.serving.knative.dev/iris, ksvc/iris",
        "ds/agent, daemonset/agent",
        "job/migrate-1.2, job/migrate-1.2",
        "rs/x, replicaset/x",
        "pod/x, pod/x"
    })
    void workloadsAreNamedAsOnKubectlsCommandLine(String text, String name) {
        assertThat(WorkloadName.parse(text)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"service/x", "pipeline.tekton.dev/x", "deployment/", "deployment/X", "a/b/c", "../x", ""})
    void refusesWhatIsNoWorkload(String text) {
        assertThatThrownBy(() -> WorkloadName.parse(text)).isInstanceOf(InvalidOptionException.class);
    }

    @Test
    void whatIsNamedCountsWhoeverOwnsIt() {
        Deployment web = Objects.deployment("web", 1);
        ReplicaSet set = Objects.replicaSet(web, 2);
        Criteria named = Criteria.of(
                new Subject.Named(List.of(WorkloadName.parse("replicaset/web-r2"), WorkloadName.parse("pod/web-1"))));
        assertThat(Verdicts.first(named, List.of(web, set, Objects.pod("web-1", set))))
                .isInstanceOf(RolloutStatus.Ready.class);
        assertThat(((RolloutStatus.Waiting) Verdicts.first(named, List.of(web, set))).reasons())
                .contains("pod/web-1 does not exist yet");
    }
}
