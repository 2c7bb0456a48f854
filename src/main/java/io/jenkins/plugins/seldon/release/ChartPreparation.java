package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.ChartFile;
import io.jenkins.plugins.seldon.helm.ChartFolder;
import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.Helm;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import io.jenkins.plugins.seldon.helm.chart.ChartArchive;
import io.jenkins.plugins.seldon.helm.chart.ChartRepair;
import io.jenkins.plugins.seldon.helm.chart.ClusterAnswers;
import io.jenkins.plugins.seldon.helm.chart.Hooks;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.chart.RepairCheck;
import io.jenkins.plugins.seldon.helm.chart.TemplateRepair;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.kubernetes.Discovery;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import io.jenkins.plugins.seldon.seldon.PredictionDashboard;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gets the chart that a request names, sees what it renders, and repairs it for the cluster at hand. */
final class ChartPreparation {

    private static final String[] GRAFANA_PASSWORD = {"grafana", "adminPassword"};

    /** What Helm says of an object that is there already: by then it has found a place for every kind. */
    static final String CONFLICT = "cannot be imported into the current release";

    /** What Helm says of a chart whose authors name other versions (pkg/action/action.go, renderResources). */
    private static final Pattern OTHER_KUBERNETES = Pattern.compile(
            "chart requires kubeVersion: (.{1,200}?) which is incompatible with Kubernetes (\\S{1,100})");

    /** What the API server says of a template's {@code lookup} (pkg/engine/lookup_func.go hands it on). */
    private static final Pattern NO_LOOKUP = Pattern.compile("error calling lookup: (.* is forbidden: .*)");

    /** The published chart keeps it in files/grafana/configs. */
    private static final Pattern DASHBOARD = Pattern.compile("files/(?:[^/]+/)*predictions-analytics-dashboard\\.json");

    private final Helm helm;
    private final Discovery discovery;
    private final Consumer<String> log;

    /** @param helm has started */
    ChartPreparation(Helm helm, Discovery discovery, Consumer<String> log) {
        this.helm = helm;
        this.discovery = discovery;
        this.log = log;
    }

    PreparedChart prepare(ReleaseRequest request) throws ReleaseException, InvalidChartException, InterruptedException {
        ChartArchive chart = fetch(request);
        log.accept("Chart " + chart.name() + " " + chart.version() + ", sha256 " + chart.sha256() + ".");
        chart.warnings().forEach(warning -> log.accept("WARNING: " + warning));
        warnOfKnownPassword(chart, request);
        ChartArchive wanted = dressed(chart, request);
        ServedApis answers = discovery.ask(ClusterAnswers.questions(chart));
        HelmRequest rendering = HelmRequest.of(
                        request.name(), request.namespace(), request.values().yaml(), request.timeout())
                .renderedFor(answers.version());
        try {
            return prepare(request, wanted, new ChartRendering(helm, rendering, answers, chart), rendering);
        } catch (HelmException e) {
            throw new ReleaseException(unrendered(chart.name() + " " + chart.version(), e.getMessage()), e);
        }
    }

    /** Why Helm did not render a chart, a sentence. Pure. */
    static String unrendered(String chart, String said) {
        Matcher other = OTHER_KUBERNETES.matcher(said);
        if (other.find()) {
            return "Chart " + chart + " is not for Kubernetes " + other.group(2) + ": its Chart.yaml asks for "
                    + other.group(1) + "; use another version of the chart.";
        }
        Matcher lookup = NO_LOOKUP.matcher(said);
        return lookup.find()
                ? "A template of chart " + chart + " looks up what the user may not read: " + lookup.group(1)
                        + ". Have the user given that right."
                : "The chart can't be rendered with the given values: " + said + ".";
    }

    private PreparedChart prepare(
            ReleaseRequest request, ChartArchive chart, ChartRendering renderer, HelmRequest rendering)
            throws ReleaseException, InvalidChartException, HelmException, InterruptedException {
        List<RenderedObject> objects = renderer.of(chart, log);
        renderer.hold(chart);
        List<RenderedObject> definitions = ChartRepair.definitions(chart, request.values());
        ServedApis served = discovery.ask(ChartRepair.questions(
                Stream.concat(objects.stream(), definitions.stream()).toList()));
        warnOfOldDefinitions(definitions, served);
        ChartRepair repair = repair(ChartRepair.of(definitions, objects, served), rendering, served);
        if (repair.isNothing()) {
            return PreparedChart.of(chart, objects, served, List.of());
        }
        String label = "chart " + chart.name() + " " + chart.version();
        if (!repair.refused().isEmpty()) {
            throw new ReleaseException("Kubernetes " + served.version() + " does not serve what " + label + " renders: "
                    + String.join("; ", repair.refusals(served)) + ".");
        }
        if (request.repair() == ReleaseRequest.Repair.NEVER) {
            throw new ReleaseException("Kubernetes " + served.version() + " does not have what " + label + " uses: "
                    + String.join("; ", repair.problems())
                    + "; use another version of the chart, or repair: 'auto'.");
        }
        return repaired(chart, objects, served, repair, renderer);
    }

    /** What the server does not judge itself, and is bound to fail without. */
    private ChartRepair repair(ChartRepair repair, HelmRequest rendering, ServedApis served)
            throws InterruptedException {
        List<RenderedObject> late =
                repair.refused().stream().filter(Hooks::isMadeLate).toList();
        if (!late.isEmpty()) {
            log.accept("WARNING: Kubernetes " + served.version()
                    + " does not serve the kinds of hooks that Helm creates after"
                    + " the chart's other objects: "
                    + late.stream().map(RenderedObject::label).collect(Collectors.joining(", "))
                    + ". They fail unless the chart has added these kinds by then.");
        }
        ChartRepair needed = repair.withoutRefused(Hooks::isMadeLate);
        boolean isTaken = needed.only(object -> !Hooks.isHook(object)).isNothing() || isTakenByServer(rendering);
        return isTaken ? needed.only(Hooks::isHook) : needed;
    }

    /** Helm makes them when it installs, not when it upgrades, and then only those that are not there. */
    private void warnOfOldDefinitions(List<RenderedObject> definitions, ServedApis served) {
        String old = definitions.stream()
                .filter(object -> !served.serves(object.apiVersion(), object.kind()))
                .map(object -> (object.get("metadata", "name") == null ? object.kind() : object.name()) + " ("
                        + object.apiVersion() + ")")
                .collect(Collectors.joining(", "));
        if (!old.isEmpty()) {
            log.accept("WARNING: Kubernetes " + served.version()
                    + " does not serve the API versions in the chart's crds folder, so Helm can't install it: "
                    + old + "; use another version of the chart.");
        }
    }

    private PreparedChart repaired(
            ChartArchive chart,
            List<RenderedObject> objects,
            ServedApis served,
            ChartRepair repair,
            ChartRendering renderer)
            throws ReleaseException, InvalidChartException, HelmException, InterruptedException {
        TemplateRepair text = new TemplateRepair(chart, repair, objects, marked(chart, renderer));
        List<String> obstacles = List.of();
        for (int attempt = 0; attempt < 2; attempt++) {
            ChartArchive repaired = text.repaired(attempt == 0);
            try {
                List<RenderedObject> after = renderer.of(repaired);
                Set<String> differences = differences(new RepairCheck(repair, objects), after, chart, renderer);
                if (differences.isEmpty()) {
                    renderer.hold(repaired);
                    repair.changes()
                            .forEach(change ->
                                    log.accept("Repaired for Kubernetes " + served.version() + ": " + change));
                    return PreparedChart.of(repaired, after, served, repair.changes());
                }
                obstacles = text.obstacles().isEmpty()
                        ? List.of("with the changes made it does not render what it should: "
                                + String.join(", ", differences))
                        : text.obstacles();
            } catch (HelmException e) {
                obstacles = List.of("with the changes made it can't be rendered: " + e.getMessage());
            }
        }
        throw new ReleaseException("Kubernetes " + served.version() + " does not have what chart " + chart.name() + " "
                + chart.version() + " uses (" + String.join("; ", repair.problems())
                + "), and its templates can't be repaired safely: " + String.join("; ", obstacles)
                + "; use another version of the chart.");
    }

    private static List<RenderedObject> marked(ChartArchive chart, ChartRendering renderer)
            throws InterruptedException {
        try {
            return renderer.of(TemplateRepair.marked(chart));
        } catch (HelmException | InvalidChartException e) {
            return List.of();
        }
    }

    /** What differs, and would not by itself. The chart as it came is rendered again last: times only grow. */
    private static Set<String> differences(
            RepairCheck check, List<RenderedObject> after, ChartArchive chart, ChartRendering renderer)
            throws InvalidChartException, HelmException, InterruptedException {
        Set<String> differences = check.differences(after, check.before());
        return differences.isEmpty() ? differences : check.differences(after, renderer.of(chart));
    }

    /** The chart, which Helm holds as well from then on. */
    private ChartArchive fetch(ReleaseRequest request)
            throws ReleaseException, InvalidChartException, InterruptedException {
        log.accept(
                request.chart() instanceof ChartSource source
                        ? "Fetching chart " + source.named() + " from " + source.repository() + "."
                        : "Fetching chart " + request.chart() + ".");
        ChartArchive chart;
        try {
            if (request.chart() instanceof ChartSource source) {
                chart = ChartArchive.of(pull(source));
            } else if (request.chart() instanceof ChartFile file) {
                chart = ChartArchive.of(file.archive());
                helm.use(file.archive());
            } else {
                chart = ChartArchive.of(helm.pack((ChartFolder) request.chart()));
            }
        } catch (HelmException e) {
            throw new ReleaseException("Helm can't use chart " + request.chart() + ": " + e.getMessage() + ".", e);
        }
        if (request.sha256() != null && !request.sha256().equals(chart.sha256())) {
            throw new ReleaseException("Chart " + request.chart() + " is not the expected one: its SHA-256 is "
                    + chart.sha256() + ", not " + request.sha256() + ".");
        }
        return chart;
    }

    /** The chart as it is to be repaired and sent; what is known of the archive was told before. */
    private ChartArchive dressed(ChartArchive chart, ReleaseRequest request)
            throws ReleaseException, InvalidChartException {
        if (!request.extras().contains(ReleaseRequest.Extra.FIXED_DASHBOARD)) {
            return chart;
        }
        ChartArchive dressed = chart.withFile(DASHBOARD, PredictionDashboard.jsonForGrafana70());
        if (dressed == chart) {
            throw new ReleaseException("Chart " + chart.name() + " " + chart.version()
                    + " has no file predictions-analytics-dashboard.json that dashboard: 'fixed' could take the place of;"
                    + " leave dashboard out, or use the chart seldon-core-analytics.");
        }
        log.accept("The dashboard Prediction Analytics is replaced by the one whose panels read the label code.");
        return dressed;
    }

    private byte[] pull(ChartSource source) throws ReleaseException, InterruptedException {
        try {
            return helm.pull(source);
        } catch (HelmException e) {
            throw new ReleaseException(PullProblem.sentence(source, e.getMessage()), e);
        }
    }

    private void warnOfKnownPassword(ChartArchive chart, ReleaseRequest request) throws InvalidChartException {
        if (isPasswordKnown(chart.defaults(), request.values())) {
            log.accept("WARNING: Grafana's admin password is still the chart's default: set grafanaCredentialsId.");
        }
    }

    /**
     * Whether everybody knows the password that Grafana gets: the chart's default, unless Grafana is turned off, or has its login
     * from a Secret that somebody else keeps, or a random one, which is what it gets for an empty text
     * (grafana-community/helm-charts, charts/grafana, {@code admin.existingSecret} and {@code adminPassword}).
     */
    static boolean isPasswordKnown(Values defaults, Values given) {
        Values all = defaults.with(given);
        Object known = defaults.get(GRAFANA_PASSWORD);
        boolean isUsed = !Boolean.FALSE.equals(all.get("grafana", "enabled"))
                && Objects.requireNonNullElse(all.get("grafana", "admin", "existingSecret"), "")
                        .equals("");
        return isUsed && known != null && !known.equals("") && known.equals(all.get(GRAFANA_PASSWORD));
    }

    /**
     * Rendered alone, a chart that asks which API versions there are in a way that is not seen may choose others than it
     * would: Helm's own look at the cluster decides.
     */
    private boolean isTakenByServer(HelmRequest rendering) throws InterruptedException {
        try {
            helm.install(rendering.tried());
            return true;
        } catch (HelmException e) {
            return e.getMessage().contains(CONFLICT);
        }
    }
}
