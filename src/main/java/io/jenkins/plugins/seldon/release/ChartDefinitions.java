package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.seldon.helm.chart.ChartRepair;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.record.ReleaseMark;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.Right;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The CustomResourceDefinitions in a chart's folders {@code crds}. Helm makes those that are absent when it installs, and
 * touches none ever after (helm.sh/docs/chart_best_practices/custom_resource_definitions): here those of an older version
 * are brought to the chart's, where that is wanted and nobody else keeps them.
 */
final class ChartDefinitions {

    private static final ResourceDefinitionContext DEFINITIONS = new ResourceDefinitionContext.Builder()
            .withGroup("apiextensions.k8s.io")
            .withVersion("v1")
            .withKind("CustomResourceDefinition")
            .withPlural("customresourcedefinitions")
            .withNamespaced(false)
            .build();

    /** Of the chart's operator and of kube-prometheus' manifests. */
    private static final Map<String, String> OPERATORS = Map.of(
            "app.kubernetes.io/component", "prometheus-operator",
            "app.kubernetes.io/name", "prometheus-operator");

    private static final ListOptions FEW =
            new ListOptionsBuilder().withLimit(10L).build();

    /** As long as Helm waits for those that it makes itself (helm.sh/helm, pkg/action/install.go, installCRDs). */
    private static final Duration TO_ESTABLISH = Duration.ofSeconds(60);

    private static final Duration GLANCE = Duration.ofMillis(500);

    private final KubernetesClient client;
    private final Consumer<String> log;
    private final ReleaseSite.Run run;
    private final ReleaseRequest request;

    ChartDefinitions(ReleaseSite site, ReleaseRequest request) {
        this.client = site.client();
        this.log = site.log();
        this.run = site.run();
        this.request = request;
    }

    /**
     * Brings the cluster's definitions to the chart's where the request wants that, and else tells which are old.
     *
     * @param chart what is to be installed
     * @param makesAbsent whether Helm makes those that are not there
     * @param onlyTell whether nothing is changed, as in a dry run
     */
    void bring(PreparedChart chart, boolean makesAbsent, boolean onlyTell)
            throws InvalidChartException, InterruptedException {
        List<RenderedObject> wanted = wanted(chart);
        if (wanted.isEmpty()) {
            return;
        }
        boolean update = request.extras().contains(ReleaseRequest.Extra.UPDATE_CRDS);
        List<String> operators = otherOperators();
        Map<String, List<String>> told = new LinkedHashMap<>();
        List<RenderedObject> old = new ArrayList<>();
        for (RenderedObject definition : wanted) {
            DefinitionStanding standing = standing(definition, operators, update);
            String line = line(standing, version(definition), update, makesAbsent, onlyTell);
            if (!line.isEmpty()) {
                told.computeIfAbsent(line, key -> new ArrayList<>())
                        .add(definition.name().replaceFirst("\\..*", ""));
            }
            boolean lacks = standing.kind() == DefinitionStanding.Kind.ABSENT && !makesAbsent;
            if (update && !onlyTell && (standing.kind() == DefinitionStanding.Kind.OLDER || lacks)) {
                old.add(definition);
            }
        }
        told.forEach((line, names) -> log.accept(line.replace("%", String.join(", ", names))));
        for (RenderedObject definition : old) {
            definitions()
                    .resource(
                            Serialization.jsonMapper().convertValue(definition.body(), GenericKubernetesResource.class))
                    .forceConflicts()
                    .serverSideApply();
        }
        awaitEstablished(old);
    }

    /**
     * Waits until objects of these kinds can be made: of a kind that is new, where API servers stand beside each other, not
     * before five seconds are over (k8s.io/apiextensions-apiserver, pkg/apiserver/customresource_handler.go). Helm knows no such
     * kind until then.
     */
    private void awaitEstablished(List<RenderedObject> applied) throws InterruptedException {
        long end = System.nanoTime() + run.atMost(TO_ESTABLISH).toNanos();
        for (RenderedObject definition : applied) {
            while (!isEstablished(definitions().withName(definition.name()).get()) && System.nanoTime() < end) {
                run.pause().forAbout(GLANCE);
            }
        }
    }

    private static boolean isEstablished(GenericKubernetesResource definition) {
        return definition != null
                && definition.getAdditionalProperties().get("status") instanceof Map<?, ?> status
                && status.get("conditions") instanceof List<?> conditions
                && conditions.stream()
                        .anyMatch(condition -> condition instanceof Map<?, ?> map
                                && "Established".equals(map.get("type"))
                                && "True".equals(map.get("status")));
    }

    /**
     * What the definitions ask of the user before anything is made: nothing in an upgrade that leaves them alone, as Helm's own
     * upgrade does.
     *
     * @param rights to the definitions themselves
     * @param kinds what requests call the kinds that they define, by group and kind with a slash in between: an API server
     *     that has no definition yet can't tell
     */
    record Needs(List<Right> rights, Map<String, ServedApis.Resource> kinds) {}

    /** @param makesAbsent whether Helm makes those that are not there */
    Needs needs(PreparedChart chart, boolean makesAbsent) throws InvalidChartException {
        List<RenderedObject> wanted = wanted(chart);
        if (wanted.isEmpty()) {
            return new Needs(List.of(), Map.of());
        }
        boolean update = request.extras().contains(ReleaseRequest.Extra.UPDATE_CRDS);
        List<String> verbs =
                update ? List.of("get", "create", "patch") : makesAbsent ? List.of("get", "create") : List.of();
        Map<String, ServedApis.Resource> kinds = new LinkedHashMap<>();
        for (RenderedObject definition : wanted) {
            kinds.put(
                    definition.get("spec", "group") + "/" + definition.get("spec", "names", "kind"),
                    new ServedApis.Resource(
                            String.valueOf(definition.get("spec", "names", "plural")),
                            "Namespaced".equals(definition.get("spec", "scope"))));
        }
        return new Needs(Right.each(verbs, DEFINITIONS.getGroup(), List.of(DEFINITIONS.getPlural()), null), kinds);
    }

    private List<RenderedObject> wanted(PreparedChart chart) throws InvalidChartException {
        return ChartRepair.definitions(chart.archive(), request.values()).stream()
                .filter(object -> object.kind().equals("CustomResourceDefinition"))
                .filter(object -> object.apiVersion().equals("apiextensions.k8s.io/v1"))
                .toList();
    }

    /** With a percent sign for the names; empty for nothing to say. */
    private static String line(
            DefinitionStanding standing, String wanted, boolean update, boolean makesAbsent, boolean onlyTell) {
        String from = standing.version().isEmpty() ? "" : " from " + standing.version();
        return switch (standing.kind()) {
            case ABSENT ->
                makesAbsent
                        ? ""
                        : update
                                ? (onlyTell ? "Would make" : "Making")
                                        + " the chart's new CustomResourceDefinitions (%)."
                                : "WARNING: the cluster lacks CustomResourceDefinitions of the chart (%), and Helm "
                                        + "does not create them in an upgrade: set updateCrds.";
            case OLDER ->
                update
                        ? (onlyTell ? "Would update" : "Updating") + " CustomResourceDefinitions" + from + " to "
                                + wanted + " (%)."
                        : "WARNING: the cluster's CustomResourceDefinitions (%) are of version " + standing.version()
                                + ", the chart's of " + wanted
                                + ", and Helm does not update them: set updateCrds to update them to the chart's.";
            case NEWER ->
                "The cluster's CustomResourceDefinitions (%) are newer (" + standing.version() + ") than the chart's ("
                        + wanted + ") and are left alone.";
            case FOREIGN -> "CustomResourceDefinitions that " + standing.owner() + " manages are left alone (%).";
            case UNKNOWN ->
                update
                        ? "CustomResourceDefinitions of unknown version are left alone (%): update them yourself if "
                                + "the chart's operator needs that."
                        : "";
            case SAME -> "";
        };
    }

    /** Who may not look at definitions that are only told of is told nothing. */
    private DefinitionStanding standing(RenderedObject wanted, List<String> operators, boolean update) {
        GenericKubernetesResource present;
        try {
            present = definitions().withName(wanted.name()).get();
        } catch (KubernetesClientException e) {
            if (update || ClusterFailure.of(e).kind() != ClusterFailure.Kind.FORBIDDEN) {
                throw e;
            }
            return new DefinitionStanding(DefinitionStanding.Kind.SAME, "", "");
        }
        DefinitionStanding standing = DefinitionStanding.of(
                version(wanted), present == null ? null : present.getMetadata(), request.name(), request.namespace());
        boolean isOperators = version(wanted) != null && standing.kind() != DefinitionStanding.Kind.ABSENT;
        return operators.isEmpty() || !isOperators
                ? standing
                : new DefinitionStanding(
                        DefinitionStanding.Kind.FOREIGN, standing.version(), String.join(", ", operators));
    }

    private MixedOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> definitions() {
        return client.genericKubernetesResources(DEFINITIONS);
    }

    private static String version(RenderedObject definition) {
        return definition.get("metadata", "annotations", DefinitionStanding.VERSION) instanceof String version
                ? version
                : null;
    }

    /** Prometheus Operators that are not this release's; none where the user may not look. */
    private List<String> otherOperators() {
        TreeSet<String> others = new TreeSet<>();
        for (Map.Entry<String, String> label : OPERATORS.entrySet()) {
            try {
                client
                        .apps()
                        .deployments()
                        .inAnyNamespace()
                        .withLabel(label.getKey(), label.getValue())
                        .list(FEW)
                        .getItems()
                        .stream()
                        .map(Deployment::getMetadata)
                        .filter(operator -> !isOurs(operator))
                        .forEach(operator -> others.add("the Prometheus Operator " + operator.getName()
                                + " in namespace " + operator.getNamespace()));
            } catch (KubernetesClientException e) {
                if (ClusterFailure.of(e).kind() != ClusterFailure.Kind.FORBIDDEN) {
                    throw e;
                }
                return List.of();
            }
        }
        return List.copyOf(others);
    }

    private boolean isOurs(ObjectMeta operator) {
        return new ReleaseMark(request.name(), request.namespace()).isOn(operator);
    }
}
