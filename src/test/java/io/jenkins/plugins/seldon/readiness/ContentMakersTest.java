package io.jenkins.plugins.seldon.readiness;

import static io.jenkins.plugins.seldon.readiness.Objects.event;
import static io.jenkins.plugins.seldon.readiness.Objects.pod;
import static io.jenkins.plugins.seldon.readiness.Objects.unready;
import static io.jenkins.plugins.seldon.readiness.Objects.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pod that needs a Secret or a ConfigMap which a controller makes is there before it; the words are the kubelet's. */
class ContentMakersTest {

    private static final Pod POD = pod("web", null);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            cert-manager.io/v1          | Certificate    | web     | '{secretName: web-tls}'     | true
            cert-manager.io/v1          | Certificate    | web-tls | '{secretName: other}'       | false
            external-secrets.io/v1      | ExternalSecret | web-tls | '{}'                        | true
            external-secrets.io/v1beta1 | ExternalSecret | web     | '{target: {name: web-tls}}' | true
            external-secrets.io/v1      | ExternalSecret | web-tls | '{target: {name: other}}'   | false
            external-secrets.io/v1      | ExternalSecret | web-tls | '{target: {manifest: {apiVersion: v1, kind: ConfigMap}}}' | false
            bitnami.com/v1alpha1        | SealedSecret   | web-tls | '{}'                        | true
            example.org/v1              | Certificate    | web-tls | '{secretName: web-tls}'     | false
            secrets.hashicorp.com/v1beta1 | VaultStaticSecret | web | '{destination: {name: web-tls, create: true}}' | true
            secrets.hashicorp.com/v1beta1 | VaultPKISecret | web-tls | '{destination: {name: other}}' | false
            onepassword.com/v1          | OnePasswordItem | web-tls | '{itemPath: vaults/lab/items/web}' | true
            secrets.infisical.com/v1alpha1 | InfisicalSecret | web | '{managedSecretReference: {secretName: web-tls}}' | true
            secrets.infisical.com/v1alpha1 | InfisicalSecret | web-tls | '{managedSecretReference: {secretName: x}}' | false
            secrets.infisical.com/v1alpha1 | InfisicalSecret | web | '{managedKubeSecretReferences: [{secretName: x}, {secretName: web-tls}]}' | true
            secrets.infisical.com/v1alpha1 | InfisicalSecret | web-tls | '{managedKubeSecretReferences: [{secretName: x}, null]}' | false
            kafka.strimzi.io/v1beta2    | KafkaUser      | web-tls | '{authentication: {type: tls}}' | true
            objectbucket.io/v1alpha1    | ObjectBucketClaim | web-tls | '{generateBucketName: web}' | true
            example.org/v1              | Database       | web     | '{writeConnectionSecretToRef: {name: web-tls}}' | true
            example.org/v1              | Database       | web-tls | '{writeConnectionSecretToRef: {name: other}}' | false
            iam.aws.upbound.io/v1beta1  | AccessKey      | web     | '{writeConnectionSecretToRef: {name: web-tls, namespace: seldon-system}}' | true
            iam.aws.upbound.io/v1beta1  | AccessKey      | web     | '{writeConnectionSecretToRef: {name: web-tls, namespace: other}}' | false
            """)
    void aSecretIsWaitedFor(String apiVersion, String kind, String name, String spec, boolean isMade) {
        assertWaited("secret", object(apiVersion, kind, name, spec), isMade);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            secret    | web-tls | '{target: {secret: {key: ca.crt}}}'    | true
            configmap | web-tls | '{target: {configMap: {key: ca.crt}}}' | true
            configmap | web-tls | '{target: {secret: {key: ca.crt}}}'    | false
            configmap | other   | '{target: {configMap: {key: ca.crt}}}' | false
            """)
    void aBundleIsWaitedFor(String missing, String name, String spec, boolean isMade) {
        assertWaited(missing, object("trust.cert-manager.io/v1alpha1", "Bundle", name, spec), isMade);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            trust-manager.io/v1alpha2 | ClusterBundle  | '{target: {configMap: {data: [{key: ca.crt}]}}}'              | true
            trust-manager.io/v1alpha2 | ClusterBundle  | '{target: {secret: {data: [{key: ca.crt}]}}}'                 | false
            external-secrets.io/v1    | ExternalSecret | '{target: {manifest: {apiVersion: v1, kind: ConfigMap}}}'     | true
            external-secrets.io/v1    | ExternalSecret | '{target: {name: x, manifest: {apiVersion: v1, kind: ConfigMap}}}' | false
            external-secrets.io/v1    | ExternalSecret | '{}'                                                          | false
            objectbucket.io/v1alpha1  | ObjectBucketClaim | '{generateBucketName: web}'                                | true
            """)
    void aConfigMapIsWaitedFor(String apiVersion, String kind, String spec, boolean isMade) {
        assertWaited("configmap", object(apiVersion, kind, "web-tls", spec), isMade);
    }

    /** In the words of containerd and of registries; the kubelet tells the missing pull secrets with each attempt. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            regcred | failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized    | true
            regcred | pull access denied, repository does not exist or may require authorization                   | true
            regcred | failed to resolve reference: example/main:1: not found                                       | false
            other   | failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized    | false
            """)
    void anImageIsWaitedForWhosePullSecretIsMade(String made, String refusal, boolean isMade) {
        List<HasMetadata> objects = List.of(
                unready(POD, waiting("main", "ImagePullBackOff", "Back-off pulling image \"example/main:1\"")),
                event(
                        POD,
                        "FailedToRetrieveImagePullSecret",
                        "Unable to retrieve some image pull secrets (mirror, regcred); attempting to pull the image may"
                                + " not succeed.",
                        1),
                event(POD, "Failed", "Failed to pull image \"example/main:1\": " + refusal, 1),
                object("bitnami.com/v1alpha1", "SealedSecret", made, "{}"));
        assertThat(Verdicts.after(Duration.ofHours(1), Verdicts.RELEASE, objects))
                .isInstanceOf(isMade ? RolloutStatus.Waiting.class : RolloutStatus.Failed.class);
    }

    @ParameterizedTest
    @CsvSource({"pull access denied, true", "not found, false"})
    void aPullSecretThatIsNotThereIsNamedWhereALoginIsMissing(String refusal, boolean isNamed) {
        String told = Verdicts.told(List.of(
                unready(POD, waiting("main", "ErrImagePull", refusal)),
                event(
                        POD,
                        "FailedToRetrieveImagePullSecret",
                        "Unable to retrieve some image pull secrets (regcrd); attempting to pull the image may not succeed.",
                        1)));
        assertThat(told)
                .contains(
                        isNamed
                                ? "can't pull its image (ErrImagePull: Unable to retrieve some image pull secrets (regcrd);"
                                        + " attempting to pull the image may not succeed; pull access denied)"
                                : "can't pull its image (ErrImagePull: not found)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            kafka.strimzi.io/v1beta2        | Kafka           | web-cluster-ca-cert | '{}'                           | true
            postgresql.cnpg.io/v1           | Cluster         | web-app             | '{}'                           | true
            postgresql.cnpg.io/v1           | Cluster         | web-apple           | '{}'                           | false
            postgresql.cnpg.io/v1           | Cluster         | web-superuser       | '{enableSuperuserAccess: true}' | true
            postgresql.cnpg.io/v1           | Cluster         | web-superuser       | '{enableSuperuserAccess: false}' | false
            postgres-operator.crunchydata.com/v1beta1 | PostgresCluster | web-pguser-iris | '{users: [{name: iris}]}' | true
            postgres-operator.crunchydata.com/v1beta1 | PostgresCluster | web-pguser-iris | '{users: [{name: rose}]}' | false
            postgres-operator.crunchydata.com/v1beta1 | PostgresCluster | web-pguser-iris | '{}'                      | false
            postgres-operator.crunchydata.com/v1beta1 | PostgresCluster | web-pguser-web  | '{}'                      | true
            acid.zalan.do/v1 | postgresql | iris-user.web.credentials.postgresql.acid.zalan.do | '{users: {iris_user: []}}' | true
            acid.zalan.do/v1 | postgresql | iris.web.credentials.postgresql.acid.zalan.do | '{users: {rose: []}}' | false
            acid.zalan.do/v1 | postgresql | postgres.web.credentials.postgresql.acid.zalan.do | '{}' | true
            rabbitmq.com/v1beta1            | RabbitmqCluster | web-default-user    | '{}'                           | true
            elasticsearch.k8s.elastic.co/v1 | Elasticsearch   | web-es-elastic-user | '{}'                           | true
            example.org/v1                  | Cluster         | web-app             | '{}'                           | false
            """)
    void aSecretOfADataStoreIsWaitedFor(String apiVersion, String kind, String secret, String spec, boolean isMade) {
        String refusal = "secret \"" + secret + "\" not found";
        List<HasMetadata> objects = List.of(
                unready(POD, waiting("main", "CreateContainerConfigError", refusal)),
                object(apiVersion, kind, "web", spec));
        assertThat(Verdicts.after(Duration.ofHours(1), Verdicts.RELEASE, objects))
                .isInstanceOf(isMade ? RolloutStatus.Waiting.class : RolloutStatus.Failed.class);
    }

    /** What kept the pod from its volumes before is over. */
    @ParameterizedTest
    @CsvSource({"NetworkNotReady, true", "FailedCreatePodContainer, true", "FailedCreatePodSandBox, false"})
    void aSecretIsWaitedForAlsoAfterANodeThatHasComeUp(String before, boolean isOver) {
        List<HasMetadata> objects = List.of(
                unready(POD, waiting("main", "ContainerCreating", null)),
                event(POD, before, "not yet", 1),
                event(POD, "FailedMount", "MountVolume.SetUp failed for volume \"tls\" : secret \"web\" not found", 2),
                object("bitnami.com/v1alpha1", "SealedSecret", "web", "{}"));
        assertThat(Verdicts.after(Duration.ofHours(1), Verdicts.RELEASE, objects))
                .isInstanceOf(isOver ? RolloutStatus.Waiting.class : RolloutStatus.Failed.class);
    }

    @Test
    void aConfigMapOfNobodyIsNotWaitedFor() {
        assertWaited("configmap", object("cert-manager.io/v1", "Certificate", "web", "{secretName: web-tls}"), false);
    }

    private static HasMetadata object(String apiVersion, String kind, String name, String spec) {
        return new KubernetesSerialization()
                .unmarshal(
                        "apiVersion: %s\nkind: %s\nmetadata: {name: %s}\nspec: %s\n"
                                .formatted(apiVersion, kind, name, spec),
                        HasMetadata.class);
    }

    private static void assertWaited(String missing, HasMetadata maker, boolean isMade) {
        String refusal = missing + " \"web-tls\" not found";
        List<HasMetadata> mounted = List.of(
                unready(POD, waiting("main", "ContainerCreating", null)),
                event(POD, "FailedMount", "MountVolume.SetUp failed for volume \"tls\" : " + refusal, 1),
                maker);
        List<HasMetadata> mountedForLong = new ArrayList<>(mounted);
        mountedForLong.add(event(
                POD,
                "FailedMount",
                "Unable to attach or mount volumes: unmounted volumes=[tls], unattached volumes=[], failed to process"
                        + " volumes=[]: timed out waiting for the condition",
                2));
        List<HasMetadata> read = List.of(unready(POD, waiting("main", "CreateContainerConfigError", refusal)), maker);
        for (List<HasMetadata> objects : List.of(mounted, mountedForLong, read)) {
            assertThat(Verdicts.after(Duration.ofHours(1), Verdicts.RELEASE, objects))
                    .isInstanceOf(isMade ? RolloutStatus.Waiting.class : RolloutStatus.Failed.class);
        }
    }
}
