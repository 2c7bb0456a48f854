package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.helm.chart.Hooks;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.record.ReleaseMark;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import io.jenkins.plugins.seldon.kubernetes.AccessReviews;
import io.jenkins.plugins.seldon.kubernetes.AtOnce;
import io.jenkins.plugins.seldon.kubernetes.Pages;
import io.jenkins.plugins.seldon.kubernetes.Right;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import io.jenkins.plugins.seldon.release.preflight.ChangeTrial;
import io.jenkins.plugins.seldon.release.preflight.ObjectTrial;
import io.jenkins.plugins.seldon.release.preflight.PodAdmission;
import io.jenkins.plugins.seldon.release.preflight.PreflightCheck;
import io.jenkins.plugins.seldon.release.preflight.PreflightPolicy;
import io.jenkins.plugins.seldon.release.preflight.Problem;
import io.jenkins.plugins.seldon.text.Listing;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What would make an install fail half-way, looked for before anything is created. Reads from the API server; each
 * problem is one sentence.
 */
final class Preflight {

    private static final int MOST_CLASSES = 1_000;

    private static final Logger LOGGER = Logger.getLogger(Preflight.class.getName());

    private static final List<String> LOOK = List.of("get");
    private static final List<String> VERBS = List.of("get", "create", "patch", "delete");
    private static final List<String> HOOK_VERBS = List.of("get", "create", "delete");
    private static final List<String> WATCHED_HOOK_VERBS = List.of("get", "create", "delete", "list", "watch");
    private static final Set<String> WATCHED_HOOKS = Set.of("Job", "Pod");
    private static final List<String> RECORD_VERBS = List.of("get", "list", "create", "update");
    private static final List<String> DEFAULT_CLASS =
            List.of("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class");

    private final KubernetesClient client;
    private final String server;
    private final Consumer<String> log;
    private final String release;
    private final String namespace;
    private final Clock clock;

    Preflight(ReleaseSite site, String release, String namespace) {
        this.client = site.client();
        this.server = site.connection().server();
        this.log = site.log();
        this.release = release;
        this.namespace = namespace;
        this.clock = site.run().clock();
    }

    /**
     * Checks what a chart is going to make; what is only likely to go wrong is a warning in the log.
     *
     * @param hooks those of the chart that Helm is going to make with it
     * @param definitions what the chart's CustomResourceDefinitions ask
     * @param latest the release's newest revision, or null
     * @param base the revision that Helm goes on from, or null where it makes everything anew
     * @param policy which checks refuse
     * @throws ReleaseException if something is bound to fail
     */
    void check(
            PreparedChart chart,
            List<RenderedObject> hooks,
            ChartDefinitions.Needs definitions,
            ReleaseRecord latest,
            ReleaseRecord base,
            PreflightPolicy policy)
            throws ReleaseException, InterruptedException {
        boolean hasNothing = latest == null || latest.status() == ReleaseStatus.UNINSTALLED;
        List<RenderedObject> present = hasNothing ? List.of() : latest.objects();
        List<RenderedObject> former = base == null ? List.of() : base.objects();
        boolean isDeployed = base != null && latest.status() == ReleaseStatus.DEPLOYED;
        List<RenderedObject> deployed = isDeployed ? former : List.of();
        checkRights(missingRights(chart, hooks, definitions, base == null ? List.of() : present, deployed), policy);
        checkOwnership(chart, hooks, base, policy);
        judge(changes(chart, former, isDeployed), policy);
        // What a removal has left goes before: of its ports, hosts and quota the server does not know that yet.
        if (base != null || present.isEmpty()) {
            judge(new ObjectTrial(client, chart.served(), namespace).problems(chart.objects(), present), policy);
        }
        List<String> claims = unboundClaims(chart.objects(), deployed);
        if (!claims.isEmpty()) {
            log.accept("WARNING: the cluster has no default StorageClass, so " + Listing.and(claims)
                    + " will wait for a volume: set a storage class in the values, or turn persistence off.");
        }
        List<String> staying = new StayingObjects(client, namespace).labels(former, chart.objects());
        if (!staying.isEmpty()) {
            log.accept("WARNING: the user may not delete what the chart no longer has, so Helm 3 leaves it in the"
                    + " cluster, outside of the release, and Helm 4 may fail: " + Listing.and(staying)
                    + "; have somebody delete it who may.");
        }
        judge(
                PodAdmission.problems(
                        client, chart.objects(), hooks, present, chart.served().version(), namespace, clock.instant()),
                policy);
    }

    private void checkRights(List<Right> missing, PreflightPolicy policy) throws ReleaseException {
        if (!missing.isEmpty()) {
            log.accept("A ClusterRole with the missing rights, for an administrator to bind:");
            Right.clusterRole("seldon-analytics-installer", missing).forEach(log);
            refuse(
                    PreflightCheck.RIGHTS,
                    "The user lacks rights at " + server + " that installing the chart needs: "
                            + missing.stream().map(Right::label).collect(Collectors.joining(", ")) + ".",
                    policy);
        }
    }

    /** Of objects outside of namespaces, and of the hooks of an earlier run. */
    private void checkOwnership(
            PreparedChart chart, List<RenderedObject> hooks, ReleaseRecord base, PreflightPolicy policy)
            throws ReleaseException, InterruptedException {
        boolean wasDeployed = base != null && base.status() == ReleaseStatus.DEPLOYED;
        List<String> others = ownedByOthers(chart.objects(), wasDeployed ? base.objects() : List.of(), chart.served());
        if (!others.isEmpty()) {
            refuse(
                    PreflightCheck.OWNERSHIP,
                    "The cluster at " + server + " already has the chart's " + Listing.and(others)
                            + ", outside release " + release + " in namespace " + namespace
                            + ": the chart can be installed once per cluster; remove what is there, or use that"
                            + " release.",
                    policy);
        }
        List<String> left = leftHooks(hooks, chart.served());
        if (!left.isEmpty()) {
            refuse(
                    PreflightCheck.OWNERSHIP,
                    "An earlier run has left hooks of the chart at " + server
                            + ", which the chart does not have Helm replace (helm.sh/hook-delete-policy): remove "
                            + Listing.and(left) + ".",
                    policy);
        }
    }

    /** Of a revision that failed it is not known which of its objects the cluster has. */
    private List<Problem> changes(PreparedChart chart, List<RenderedObject> former, boolean isDeployed)
            throws InterruptedException {
        return new ChangeTrial(client, chart.served(), namespace).problems(chart.objects(), former, isDeployed);
    }

    private void refuse(PreflightCheck check, String sentence, PreflightPolicy policy) throws ReleaseException {
        judge(List.of(Problem.refusal(check, sentence)), policy);
    }

    private void judge(List<Problem> problems, PreflightPolicy policy) throws ReleaseException {
        List<Problem> refusals = new ArrayList<>();
        for (Problem problem : problems) {
            if (problem.fatal() && !policy.warns(problem.check())) {
                refusals.add(problem);
            } else {
                log.accept("WARNING: " + problem.sentence());
            }
        }
        if (!refusals.isEmpty()) {
            refusals.stream().skip(1).map(Problem::sentence).forEach(log);
            String names = refusals.stream()
                    .map(problem -> problem.check().label())
                    .distinct()
                    .collect(Collectors.joining(", "));
            log.accept("If you are sure that it works: preflight: 'warn: " + names + "' continues with a warning.");
            throw new ReleaseException(refusals.get(0).sentence());
        }
    }

    /** The rights that the user lacks to make these objects and Helm's own record. */
    private List<Right> missingRights(
            PreparedChart chart,
            List<RenderedObject> hooks,
            ChartDefinitions.Needs definitions,
            List<RenderedObject> live,
            List<RenderedObject> deployed)
            throws InterruptedException {
        if (may(new Right("*", "*", "*", null))) {
            return List.of();
        }
        Set<Right> ofAll = new TreeSet<>(definitions.rights());
        RECORD_VERBS.forEach(verb -> ofAll.add(new Right(verb, "", "secrets", namespace)));
        Map<Right, Set<String>> ofSome = new TreeMap<>();
        List<RenderedObject> objects =
                Stream.concat(chart.objects().stream(), hooks.stream()).toList();
        Set<RenderedObject> untouched =
                new UntouchedRoles(client, chart.served(), release, namespace).of(chart.objects(), deployed);
        for (RenderedObject object : objects) {
            ServedApis.Resource known = chart.served().resource(object.apiVersion(), object.kind());
            ServedApis.Resource resource =
                    known == null ? definitions.kinds().get(object.group() + "/" + object.kind()) : known;
            if (resource != null) {
                String where = resource.namespaced() ? namespaceOf(object) : null;
                List<String> verbs = untouched.contains(object) ? LOOK : verbs(object);
                verbs.forEach(verb -> ofSome.computeIfAbsent(
                                new Right(verb, object.group(), resource.name(), where), right -> new TreeSet<>())
                        .add(object.name()));
            }
        }
        Set<Right> needed = new TreeSet<>(ofAll);
        needed.addAll(ofSome.keySet());
        List<Right> missing = AccessReviews.missing(client, needed);
        missing.removeIf(right -> !ofAll.contains(right) && mayByName(right, ofSome.get(right)));
        missing.addAll(RoleGrants.missing(objects, live, namespace, this::may));
        RoleGrants.missingForOthers(objects, live, namespace, this::may, this::rules).stream()
                .filter(right -> !missing.contains(right))
                .forEach(missing::add);
        return missing;
    }

    /** The rules of a role that is there; null where there is none, or the user may not look. */
    private Object rules(String kind, String name, String where) {
        boolean namespaced = kind.equals("Role");
        try {
            GenericKubernetesResource role = new ServedApis.Resource(namespaced ? "roles" : "clusterroles", namespaced)
                    .in(client, "rbac.authorization.k8s.io/v1", kind, where)
                    .withName(name)
                    .get();
            return role == null ? null : role.getAdditionalProperties().get("rules");
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return null;
            }
            throw e;
        }
    }

    /** What is made has no name yet where RBAC looks (kubernetes.io, Using RBAC Authorization, "Referring to resources"). */
    private boolean mayByName(Right right, Set<String> names) {
        return !right.verb().equals("create") && names.stream().allMatch(name -> may(right, name));
    }

    /** Helm deletes hooks and makes them anew, and watches until those that run have ended. */
    private static List<String> verbs(RenderedObject object) {
        if (!Hooks.isHook(object)) {
            return VERBS;
        }
        return WATCHED_HOOKS.contains(object.kind()) ? WATCHED_HOOK_VERBS : HOOK_VERBS;
    }

    /** The hooks that are there already, and that Helm neither replaces nor can make beside. */
    List<String> leftHooks(List<RenderedObject> hooks, ServedApis served) throws InterruptedException {
        List<RenderedObject> kept = hooks.stream()
                .filter(hook -> !Hooks.isReplaced(hook) && served.serves(hook.apiVersion(), hook.kind()))
                .toList();
        List<GenericKubernetesResource> present =
                AtOnce.each(kept, hook -> present(hook, served.resource(hook.apiVersion(), hook.kind())));
        return IntStream.range(0, kept.size())
                .filter(i -> present.get(i) != null)
                .mapToObj(i -> kept.get(i).label())
                .toList();
    }

    /**
     * The objects outside of namespaces that are there already and not this release's, with whose they are. What Helm's
     * record has of a revision that was deployed, and bears no mark, is the release's: Helm marks objects since 3.2, helm 2to3
     * does not, and an upgrade asks for marks of those alone that the record lacks (helm.sh/helm, pkg/action/upgrade.go,
     * performUpgrade). It asks for none of what a revision that failed may never have made.
     */
    private List<String> ownedByOthers(List<RenderedObject> objects, List<RenderedObject> deployed, ServedApis served)
            throws InterruptedException {
        Set<String> own = deployed.stream().map(Preflight::key).collect(Collectors.toSet());
        List<RenderedObject> everywhere = objects.stream()
                .filter(object -> {
                    ServedApis.Resource resource = served.resource(object.apiVersion(), object.kind());
                    return resource != null && !resource.namespaced();
                })
                .toList();
        List<GenericKubernetesResource> present =
                AtOnce.each(everywhere, object -> present(object, served.resource(object.apiVersion(), object.kind())));
        Optional<ReleaseMark> ours = Optional.of(new ReleaseMark(release, namespace));
        List<String> others = new ArrayList<>();
        for (int i = 0; i < present.size(); i++) {
            if (present.get(i) != null) {
                Optional<ReleaseMark> mark = ReleaseMark.of(present.get(i).getMetadata());
                boolean isOwn = mark.isPresent() ? mark.equals(ours) : own.contains(key(everywhere.get(i)));
                if (!isOwn) {
                    others.add(everywhere.get(i).label() + " (" + owner(mark) + ")");
                }
            }
        }
        return others;
    }

    /**
     * What is made anew and waits for a volume, because its claims name neither one nor a StorageClass and the cluster has no
     * default; what is deployed has its volumes, wherever they came from.
     */
    private List<String> unboundClaims(List<RenderedObject> objects, List<RenderedObject> deployed) {
        Set<String> there = deployed.stream().map(Preflight::key).collect(Collectors.toSet());
        List<String> claims = objects.stream()
                .filter(object -> !there.contains(key(object)))
                .filter(object -> claims(object).anyMatch(claim -> !namesVolume(claim)))
                .map(object -> object.kind().equals("StatefulSet") ? object.label() : object.name())
                .toList();
        return claims.isEmpty() || hasDefaultStorageClass() ? List.of() : claims;
    }

    /** The claims that an object is, or makes. */
    private static Stream<Map<?, ?>> claims(RenderedObject object) {
        if (object.kind().equals("PersistentVolumeClaim")) {
            return Stream.of(object.body());
        }
        return object.kind().equals("StatefulSet") && object.get("spec", "volumeClaimTemplates") instanceof List<?> list
                ? list.stream().filter(Map.class::isInstance).<Map<?, ?>>map(Map.class::cast)
                : Stream.empty();
    }

    private static boolean namesVolume(Map<?, ?> claim) {
        return claim.get("spec") instanceof Map<?, ?> spec
                && (spec.get("storageClassName") != null || spec.get("volumeName") != null);
    }

    private boolean hasDefaultStorageClass() {
        try {
            return Pages.all(client.storage().v1().storageClasses(), "storageclasses", MOST_CLASSES).stream()
                    .map(storageClass -> storageClass.getMetadata().getAnnotations())
                    .anyMatch(annotations -> annotations != null
                            && DEFAULT_CLASS.stream().anyMatch(key -> "true".equals(annotations.get(key))));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                LOGGER.log(Level.FINE, "A default storage class is taken to be there, since none may be read.", e);
                return true;
            }
            throw e;
        }
    }

    private GenericKubernetesResource present(RenderedObject object, ServedApis.Resource resource) {
        return resource.in(client, object.apiVersion(), object.kind(), namespaceOf(object))
                .withName(object.name())
                .get();
    }

    private static String key(RenderedObject object) {
        return object.group() + "/" + object.label();
    }

    private static String owner(Optional<ReleaseMark> mark) {
        return mark.map(ofRelease -> "of release " + ofRelease.name() + " in namespace " + ofRelease.namespace())
                .orElse("of no Helm release");
    }

    private String namespaceOf(RenderedObject object) {
        return object.namespace() == null ? namespace : object.namespace();
    }

    private boolean may(Right right) {
        return may(right, null);
    }

    private boolean may(Right right, String name) {
        return AccessReviews.may(client, right, name);
    }
}
