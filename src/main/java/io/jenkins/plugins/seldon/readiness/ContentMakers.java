package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.jenkins.plugins.seldon.text.Sentences;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Custom resources of a release from which a controller makes a Secret or a ConfigMap, within seconds or, where an
 * authority or a store has to be asked, minutes: a pod of the same release that needs it is there first.
 *
 * <p>Sources: cert-manager/cert-manager, pkg/apis/certmanager/v1/types_certificate.go ({@code secretName});
 * external-secrets/external-secrets, apis/externalsecrets/v1 ({@code target.name}, the resource's own name by default,
 * and {@code target.manifest}, where what is made is no Secret); bitnami-labs/sealed-secrets,
 * pkg/apis/sealedsecrets/v1alpha1 (a Secret of the same name), and so strimzi/strimzi-kafka-operator of a KafkaUser and
 * 1Password/onepassword-operator; hashicorp/vault-secrets-operator, api/v1beta1 ({@code destination.name}), and
 * Infisical/kubernetes-operator, api/v1alpha1 ({@code managedKubeSecretReferences}, formerly one); cert-manager/trust-manager,
 * pkg/apis/trust/v1alpha1/types_bundle.go and pkg/apis/trustmanager/v1alpha2/types_cluster_bundle.go (a ConfigMap or a
 * Secret of the bundle's name in each namespace); kube-object-storage/lib-bucket-provisioner, pkg/provisioner (a Secret and
 * a ConfigMap of the claim's name, as Rook's and NooBaa's operators make), and crossplane/crossplane-runtime,
 * apis/common/v1/resource.go ({@code writeConnectionSecretToRef}, of whatever kind). Of data stores: zalando/postgres-operator,
 * pkg/cluster/util.go ({@code credentialSecretNameForCluster}), strimzi's of a Kafka, cloudnative-pg/cloudnative-pg,
 * api/v1/cluster_types.go, CrunchyData/postgres-operator, internal/naming/names.go, rabbitmq/cluster-operator,
 * internal/resource/default_user_secret.go, and elastic/cloud-on-k8s, pkg/apis/elasticsearch/v1/name.go. The refusals are
 * the kubelet's, pkg/volume/secret, pkg/volume/configmap and pkg/kubelet/kubelet_pods.go, in the words of the API server.
 */
final class ContentMakers {

    private static final WatchedKind INFISICAL =
            WatchedKind.custom("secrets.infisical.com/v1alpha1", "InfisicalSecret");

    /** Kinds that say somewhere what the Secret is called that is made of them, and where. */
    private static final Map<WatchedKind, List<String>> NAMING = Map.of(
            WatchedKind.custom("cert-manager.io/v1", "Certificate"),
            List.of("spec", "secretName"),
            WatchedKind.custom("secrets.hashicorp.com/v1beta1", "VaultStaticSecret"),
            List.of("spec", "destination", "name"),
            WatchedKind.custom("secrets.hashicorp.com/v1beta1", "VaultDynamicSecret"),
            List.of("spec", "destination", "name"),
            WatchedKind.custom("secrets.hashicorp.com/v1beta1", "VaultPKISecret"),
            List.of("spec", "destination", "name"),
            INFISICAL,
            List.of("spec", "managedSecretReference", "secretName"));

    private static final WatchedKind BUCKET_CLAIM = WatchedKind.custom("objectbucket.io/v1alpha1", "ObjectBucketClaim");

    /** Kinds whose Secrets are called as they are. */
    private static final List<WatchedKind> NAMESAKES = List.of(
            WatchedKind.custom("bitnami.com/v1alpha1", "SealedSecret"),
            WatchedKind.custom("onepassword.com/v1", "OnePasswordItem"),
            WatchedKind.custom("kafka.strimzi.io/v1beta2", "KafkaUser"),
            BUCKET_CLAIM);

    private static final WatchedKind CLOUD_NATIVE_PG = WatchedKind.custom("postgresql.cnpg.io/v1", "Cluster");
    private static final WatchedKind CRUNCHY =
            WatchedKind.custom("postgres-operator.crunchydata.com/v1beta1", "PostgresCluster");
    private static final WatchedKind ZALANDO = WatchedKind.custom("acid.zalan.do/v1", "postgresql");

    /** Kinds whose Secrets are called after them, with this behind. */
    private static final Map<WatchedKind, List<String>> AFFIXES = Map.of(
            WatchedKind.custom("kafka.strimzi.io/v1beta2", "Kafka"),
            List.of("-cluster-ca-cert", "-clients-ca-cert"),
            CLOUD_NATIVE_PG,
            List.of("-app", "-ca"),
            WatchedKind.custom("rabbitmq.com/v1beta1", "RabbitmqCluster"),
            List.of("-default-user"),
            WatchedKind.custom("elasticsearch.k8s.elastic.co/v1", "Elasticsearch"),
            List.of("-es-elastic-user", "-es-http-certs-public"));

    private static final WatchedKind EXTERNAL_SECRET = WatchedKind.custom("external-secrets.io/v1", "ExternalSecret");
    private static final WatchedKind BUNDLE = WatchedKind.custom("trust.cert-manager.io/v1alpha1", "Bundle");
    private static final WatchedKind CLUSTER_BUNDLE = WatchedKind.custom("trust-manager.io/v1alpha2", "ClusterBundle");

    private static final Pattern MISSING = Pattern.compile("(secret|configmap) \"([^\"]+)\" not found");

    /** The kubelet's event beside an image that it tries to pull without them (pkg/kubelet/kubelet_pods.go). */
    private static final Pattern PULL_SECRETS = Pattern.compile("retrieve some image pull secrets \\(([^)]*)\\)");

    private static final Pattern UNAUTHORIZED = Pattern.compile(
            "(?i)unauthorized|forbidden|denied|authorization failed|authentication required|no basic auth");

    private ContentMakers() {}

    /** Whether a Secret or a ConfigMap that a refusal misses is to be made by somebody. */
    static boolean makeWhatIsMissing(String refusal, Snapshot snapshot) {
        Matcher missing = MISSING.matcher(refusal);
        if (!missing.find()) {
            return false;
        }
        String name = missing.group(2);
        return missing.group(1).equals("secret")
                ? isSecretMade(name, snapshot)
                : isExternal("ConfigMap", name, snapshot)
                        || isBundled("configMap", name, snapshot)
                        || snapshot.find(BUCKET_CLAIM, name).isPresent();
    }

    /** Whether an image is refused to somebody without a login whose pull secret is to be made by somebody. */
    static boolean makePullSecret(String refusal, List<Event> events, Snapshot snapshot) {
        return UNAUTHORIZED.matcher(refusal).find()
                && missingPullSecrets(events)
                        .map(PULL_SECRETS::matcher)
                        .filter(Matcher::find)
                        .filter(missing -> Arrays.stream(missing.group(1).split(", "))
                                .anyMatch(name -> isSecretMade(name, snapshot)))
                        .isPresent();
    }

    /** A refusal of an image to somebody without a login, behind the kubelet's words that a pull secret is not there. */
    static String withMissingPullSecret(String refusal, List<Event> events) {
        return missingPullSecrets(events)
                .filter(said -> UNAUTHORIZED.matcher(refusal).find())
                .map(said -> Sentences.clause(said) + "; " + refusal)
                .orElse(refusal);
    }

    private static Optional<String> missingPullSecrets(List<Event> events) {
        return Events.latest(events, Set.of("FailedToRetrieveImagePullSecret")).map(Event::getMessage);
    }

    private static boolean isSecretMade(String name, Snapshot snapshot) {
        return NAMING.entrySet().stream().anyMatch(kind -> isMade(kind.getKey(), kind.getValue(), name, snapshot))
                || NAMESAKES.stream().anyMatch(kind -> snapshot.find(kind, name).isPresent())
                || AFFIXES.entrySet().stream().anyMatch(kind -> snapshot.all(kind.getKey()).stream()
                        .anyMatch(maker -> isCalledAfter(maker, kind.getValue(), name)))
                || isOfAPostgresUser(name, snapshot)
                || isOfInfisical(name, snapshot)
                || isConnection(name, snapshot)
                || isExternal("Secret", name, snapshot)
                || isBundled("secret", name, snapshot);
    }

    private static boolean isCalledAfter(HasMetadata maker, List<String> affixes, String secret) {
        return affixes.stream()
                .map(affix -> maker.getMetadata().getName() + affix)
                .anyMatch(secret::equals);
    }

    /**
     * Whether it is the Secret of a database's superuser or user: CloudNativePG makes the one only where it is asked for, as
     * it is not by default, and Crunchy those of the users that are named, or of one that is called like the cluster
     * (internal/controller/postgrescluster/postgres.go, {@code reconcilePostgresUserSecrets}); Zalando's makes two more.
     */
    private static boolean isOfAPostgresUser(String secret, Snapshot snapshot) {
        return snapshot.all(CLOUD_NATIVE_PG, GenericKubernetesResource.class).stream()
                        .filter(cluster -> Boolean.TRUE.equals(cluster.get("spec", "enableSuperuserAccess")))
                        .anyMatch(cluster -> isCalledAfter(cluster, List.of("-superuser"), secret))
                || snapshot.all(CRUNCHY, GenericKubernetesResource.class).stream()
                        .anyMatch(cluster -> isCalledAfter(cluster, users(cluster), secret))
                || snapshot.all(ZALANDO, GenericKubernetesResource.class).stream()
                        .flatMap(ContentMakers::ofZalando)
                        .anyMatch(secret::equals);
    }

    private static Stream<String> ofZalando(GenericKubernetesResource cluster) {
        Stream<?> users =
                cluster.get("spec", "users") instanceof Map<?, ?> named ? named.keySet().stream() : Stream.of();
        return Stream.<Object>concat(Stream.of("postgres", "standby"), users)
                .map(user -> user.toString().replace('_', '-') + "."
                        + cluster.getMetadata().getName() + ".credentials.postgresql.acid.zalan.do");
    }

    private static List<String> users(GenericKubernetesResource cluster) {
        List<?> users = cluster.get("spec", "users") instanceof List<?> named
                ? named
                : List.of(Map.of("name", cluster.getMetadata().getName()));
        return users.stream()
                .map(user -> "-pguser-" + (user instanceof Map<?, ?> map ? map.get("name") : ""))
                .toList();
    }

    private static boolean isOfInfisical(String secret, Snapshot snapshot) {
        return snapshot.all(INFISICAL, GenericKubernetesResource.class).stream()
                .flatMap(maker -> maker.get("spec", "managedKubeSecretReferences") instanceof List<?> targets
                        ? targets.stream()
                        : Stream.of())
                .anyMatch(target -> target instanceof Map<?, ?> map && secret.equals(map.get("secretName")));
    }

    /** Whether it tells how something outside of the cluster is reached, once that is there. */
    private static boolean isConnection(String secret, Snapshot snapshot) {
        return snapshot.customResources()
                .filter(maker -> secret.equals(maker.get("spec", "writeConnectionSecretToRef", "name")))
                .anyMatch(maker -> isOf(maker.get("spec", "writeConnectionSecretToRef", "namespace"), snapshot));
    }

    private static boolean isOf(Object namespace, Snapshot snapshot) {
        return namespace == null
                || snapshot.pods().stream()
                        .anyMatch(pod -> namespace.equals(pod.getMetadata().getNamespace()));
    }

    private static boolean isExternal(String target, String name, Snapshot snapshot) {
        return snapshot.all(EXTERNAL_SECRET, GenericKubernetesResource.class).stream()
                .filter(maker ->
                        target.equals(Objects.toString(maker.get("spec", "target", "manifest", "kind"), "Secret")))
                .anyMatch(maker -> name.equals(Objects.toString(
                        maker.get("spec", "target", "name"), maker.getMetadata().getName())));
    }

    private static boolean isMade(WatchedKind kind, List<String> where, String secret, Snapshot snapshot) {
        return snapshot.all(kind, GenericKubernetesResource.class).stream()
                .anyMatch(maker -> secret.equals(maker.get(where.toArray())));
    }

    private static boolean isBundled(String target, String name, Snapshot snapshot) {
        return Stream.of(BUNDLE, CLUSTER_BUNDLE)
                .flatMap(kind -> snapshot.find(kind, name).stream())
                .anyMatch(bundle -> ((GenericKubernetesResource) bundle).get("spec", "target", target) != null);
    }
}
