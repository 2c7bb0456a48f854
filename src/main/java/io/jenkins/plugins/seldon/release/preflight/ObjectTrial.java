package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.kubernetes.AtOnce;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.Pages;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Sentences;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Has the API server make each object of a chart that is not there yet without storing it ({@code dryRun=All}), in a namespace
 * with quotas or LimitRanges, and tells what these refuse, such as a claim where there may be none; in any namespace, of
 * Services that name ports of the nodes, whether these are taken, and of Ingresses, whether ingress-nginx knows their hosts and
 * paths of another. Helm would find that out in the middle, with half of the objects made. Each is tried alone: what quotas
 * have not left for all together is told by {@link ObjectQuotaCheck}. Whatever else the server has against an object is left to
 * Helm, and so is all that is not tried yet when it takes longer for one than the controller waits, as where a webhook is down.
 * Pods are judged by {@link PodAdmission}.
 *
 * <p>The words: k8s.io/apiserver, pkg/admission/plugin/resourcequota/controller.go, which holds no trial against a quota;
 * k8s.io/kubernetes, plugin/pkg/admission/limitranger/admission.go, of which several come in brackets, and
 * pkg/registry/core/service/portallocator, which knows trials; kubernetes/ingress-nginx, internal/ingress/controller,
 * checkOverlap, whose webhook has no side effects.
 */
public final class ObjectTrial {

    private static final int LONGEST = 600;
    private static final int MOST_CLAIMS = 100_000;
    private static final int MOST_QUOTAS = 1_000;
    private static final ListOptions ONE =
            new ListOptionsBuilder().withLimit(1L).build();
    private static final Pattern QUOTA = Pattern.compile("exceeded quota: .*", Pattern.DOTALL);
    private static final Pattern LIMIT_RANGE =
            Pattern.compile("\\[?(?:minimum|maximum) \\S{1,100} usage per PersistentVolumeClaim is .*", Pattern.DOTALL);

    private static final Pattern NODE_PORT = Pattern.compile(
            "spec\\.ports\\[\\d+]\\.nodePort: Invalid value: \\d+: provided port is (?:already allocated|not in the valid range)");

    private static final Pattern HOST = Pattern.compile(
            "host \"[^\"]{1,260}\" and path \"[^\"]{0,1000}\" is already defined in ingress \\S{1,500}");

    private final KubernetesClient client;
    private final ServedApis served;
    private final String namespace;
    private volatile boolean isSlow;

    /**
     * @param served what the API server has
     * @param namespace the release's
     */
    public ObjectTrial(KubernetesClient client, ServedApis served, String namespace) {
        this.client = client;
        this.served = served;
        this.namespace = namespace;
    }

    /**
     * What is refused, a problem for each object; ports and hosts alone where the user may not see the quotas and LimitRanges.
     *
     * @param wanted what the chart renders
     * @param present what the release may have made so far, empty for none
     * @throws KubernetesClientException if the server does not answer
     */
    public List<Problem> problems(List<RenderedObject> wanted, List<RenderedObject> present)
            throws InterruptedException {
        List<RenderedObject> mine = wanted.stream()
                .filter(object -> isTried(object) && !takesOver(object, wanted, present))
                .toList();
        boolean isLimited = !mine.isEmpty() && isLimited();
        // Before it is looked what is there: what somebody makes meanwhile would count twice, as used and as made anew.
        List<ResourceQuota> quotas = isLimited ? quotas() : List.of();
        List<RenderedObject> tried = mine.stream()
                .filter(object -> isLimited || namesNodePort(object) || isIngress(object))
                .toList();
        Queue<RenderedObject> made = new ConcurrentLinkedQueue<>();
        List<Problem> alone = AtOnce.each(tried, object -> problem(object, made)).stream()
                .flatMap(Optional::stream)
                .toList();
        boolean isFull = alone.stream().anyMatch(problem -> problem.check() == PreflightCheck.QUOTA);
        return isLimited && !isFull
                ? Stream.concat(alone.stream(), together(List.copyOf(made), quotas).stream())
                        .toList()
                : alone;
    }

    /** What quotas have room for alone, and not together. */
    private List<Problem> together(List<RenderedObject> made, List<ResourceQuota> quotas) {
        List<Problem> problems = ObjectQuotaCheck.problems(made, served, quotas);
        return problems.isEmpty()
                ? problems
                : ObjectQuotaCheck.problems(
                        made.stream().filter(object -> !isGivenBack(object)).toList(), served, quotas);
    }

    private boolean isTried(RenderedObject object) {
        ServedApis.Resource resource = served.resource(object.apiVersion(), object.kind());
        return resource != null
                && resource.namespaced()
                && object.get("metadata", "name") != null
                && !object.kind().equals("Pod")
                && Objects.requireNonNullElse(object.namespace(), namespace).equals(namespace);
    }

    /**
     * Whether it names what another of the release's objects gives up, which stays: Helm makes and changes objects in turn, and
     * may come to that one before (helm.sh/helm, pkg/kube/client.go, Update).
     */
    private static boolean takesOver(RenderedObject object, List<RenderedObject> wanted, List<RenderedObject> present) {
        return claims(object).anyMatch(claim -> present.stream()
                .filter(former ->
                        former.kind().equals(object.kind()) && claims(former).anyMatch(claim::equals))
                .anyMatch(former -> wanted.stream()
                        .anyMatch(next -> next.label().equals(former.label())
                                && claims(next).noneMatch(claim::equals))));
    }

    /** The nodePorts of a Service and the hosts of an Ingress. */
    private static Stream<Object> claims(RenderedObject object) {
        return switch (object.kind()) {
            case "Service" -> values(object.get("spec", "ports"), "nodePort");
            case "Ingress" -> values(object.get("spec", "rules"), "host");
            default -> Stream.empty();
        };
    }

    private static Stream<Object> values(Object items, String key) {
        return items instanceof List<?> list
                ? list.stream()
                        .<Object>map(item -> item instanceof Map<?, ?> map ? map.get(key) : null)
                        .filter(Objects::nonNull)
                : Stream.empty();
    }

    private static boolean namesNodePort(RenderedObject object) {
        return object.kind().equals("Service") && claims(object).findAny().isPresent();
    }

    private static boolean isIngress(RenderedObject object) {
        return object.kind().equals("Ingress") && object.group().equals("networking.k8s.io");
    }

    private boolean isLimited() {
        try {
            return !client.resourceQuotas()
                            .inNamespace(namespace)
                            .list(ONE)
                            .getItems()
                            .isEmpty()
                    || !client.limitRanges()
                            .inNamespace(namespace)
                            .list(ONE)
                            .getItems()
                            .isEmpty();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return false;
            }
            throw e;
        }
    }

    private List<ResourceQuota> quotas() {
        return Pages.all(client.resourceQuotas().inNamespace(namespace), "resourcequotas", MOST_QUOTAS);
    }

    /** @param made gets the object if it is not there yet, and the server would make it */
    private Optional<Problem> problem(RenderedObject object, Queue<RenderedObject> made) {
        if (isSlow) {
            return Optional.empty();
        }
        var objects = served.resource(object.apiVersion(), object.kind())
                .in(client, object.apiVersion(), object.kind(), namespace);
        try {
            if (objects.withName(object.name()).get() == null) {
                objects.resource(
                                Serialization.jsonMapper().convertValue(object.body(), GenericKubernetesResource.class))
                        .dryRun()
                        .create();
                made.add(object);
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no object as Kubernetes has them: Helm tells why
        } catch (KubernetesClientException e) {
            if (ClusterFailure.of(e).kind() == ClusterFailure.Kind.TIMEOUT) {
                isSlow = true;
                return Optional.empty();
            }
            if (e.getStatus() == null) {
                throw e;
            }
            return problem(object, Objects.requireNonNullElse(e.getStatus().getMessage(), ""))
                    .filter(problem -> problem.check() != PreflightCheck.QUOTA || !isGivenBack(object));
        }
    }

    /** Whether a quota is about to get back what it is full of: of a claim that is being deleted, when its pods have ended. */
    private boolean isGivenBack(RenderedObject refused) {
        try {
            return refused.kind().equals("PersistentVolumeClaim")
                    && !Pages.all(
                                    client.persistentVolumeClaims().inNamespace(namespace),
                                    "persistentvolumeclaims",
                                    MOST_CLAIMS,
                                    claim -> claim.getMetadata().getDeletionTimestamp() != null)
                            .isEmpty();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return false;
            }
            throw e;
        }
    }

    /** What a refusal means; empty where it is for another reason. Pure. */
    static Optional<Problem> problem(RenderedObject object, String said) {
        Matcher quota = QUOTA.matcher(said);
        if (quota.find()) {
            return Optional.of(Problem.refusal(
                    PreflightCheck.QUOTA,
                    "The API server would refuse " + object.label() + ": " + words(quota)
                            + ". Have the quota raised, or leave out " + object.label() + " through the values."));
        }
        Matcher port = NODE_PORT.matcher(said);
        if (port.find()) {
            return Optional.of(Problem.refusal(
                    PreflightCheck.HOST_PORTS,
                    "The API server would refuse " + object.label() + ": " + words(port)
                            + ". Give it another nodePort in the values."));
        }
        Matcher host = HOST.matcher(said);
        if (host.find()) {
            return Optional.of(Problem.refusal(
                    PreflightCheck.OWNERSHIP,
                    "The API server would refuse " + object.label() + ": " + words(host)
                            + ". Give it another host or path in the values, or remove that Ingress."));
        }
        Matcher limits = LIMIT_RANGE.matcher(said);
        return limits.find()
                ? Optional.of(Problem.refusal(
                        PreflightCheck.LIMIT_RANGE,
                        "The API server would refuse " + object.label() + ": " + words(limits)
                                + ". Change its size in the values, or have the namespace's LimitRange changed."))
                : Optional.empty();
    }

    private static String words(Matcher found) {
        return Sentences.clause(Excerpt.of(found.group(), LONGEST));
    }
}
