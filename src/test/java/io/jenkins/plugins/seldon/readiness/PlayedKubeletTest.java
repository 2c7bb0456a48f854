package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.seldon.fixture.cluster.Discovery;
import io.jenkins.plugins.seldon.fixture.workloads.Fidelity;
import io.jenkins.plugins.seldon.fixture.workloads.PlayedWorkloads;
import io.jenkins.plugins.seldon.fixture.workloads.PodDiary;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kubelet that the tests play does what the recorded one did. */
@Timeout(300)
class PlayedKubeletTest {

    @Test
    void showsWhatTheRecordedOneShowed() {
        PodDiary played =
                PlayedWorkloads.run(Discovery.KUBERNETES_1_33, PlayedKubeletTest::client, RecordedPods::deployment);
        PodDiary recorded = RecordedPods.diary();
        List<String> differences = new ArrayList<>();
        for (String name : PlayedWorkloads.names()) {
            differences.addAll(Fidelity.differences(name, played, recorded, List.of()));
        }
        assertThat(differences).as(String.join("\n", differences)).isEmpty();
    }

    static KubernetesClient client(String kubeconfig) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
    }
}
