package io.jenkins.plugins.seldon.release;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.release.chart.ChartArchive;
import io.jenkins.plugins.seldon.release.chart.ChartRepair;
import io.jenkins.plugins.seldon.release.chart.InvalidChartException;
import io.jenkins.plugins.seldon.release.chart.RenderedObject;
import io.jenkins.plugins.seldon.release.chart.ServedApis;
import io.jenkins.plugins.seldon.release.helm.ChartFile;
import io.jenkins.plugins.seldon.release.helm.ChartFolder;
import io.jenkins.plugins.seldon.release.helm.ChartSource;
import io.jenkins.plugins.seldon.release.helm.Helm;
import io.jenkins.plugins.seldon.release.helm.HelmException;
import io.jenkins.plugins.seldon.release.helm.HelmRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Gets the chart that a request names, sees what it renders, and repairs it for the cluster at hand. */
final class ChartPreparation {

    private static final String[] GRAFANA_PASSWORD = {"grafana", "adminPassword"};

    /** What Helm says of an object that is there already: by then it has found a place for every kind. */
    private static final String CONFLICT = "cannot be imported into the current release";

    private final Helm helm;
    private final KubernetesClient client;
    private final Consumer<String> log;

    ChartPreparation(Helm helm, KubernetesClient client, Consumer<String> log) {
        this.helm = helm;
        this.client = client;
        this.log = log;
    }

    PreparedChart prepare(ReleaseRequest request) throws ReleaseException, InvalidChartException, InterruptedException {
        ChartArchive chart = fetch(request);
        log.accept("Chart " + chart.name() + " " + chart.version() + ", sha256 " + chart.sha256() + ".");
        warnOfKnownPassword(chart, request);
        String version = client.getKubernetesVersion().getGitVersion();
        HelmRequest rendering = new HelmRequest(
                request.name(), request.namespace(), request.values().yaml(), null, version, false, request.timeout());
        List<RenderedObject> objects = render(rendering);
        ServedApis served = Discovery.ask(client, ChartRepair.questions(objects));
        ChartRepair repair = ChartRepair.of(chart, objects, served);
        if (repair.isNothing() || isTakenByServer(rendering)) {
            return new PreparedChart(chart, objects, served, List.of());
        }
        if (request.repair() == ReleaseRequest.Repair.NEVER) {
            throw new ReleaseException("Kubernetes " + version + " does not have what chart " + chart.name() + " "
                    + chart.version() + " uses: " + String.join("; ", repair.problems())
                    + "; use another version of the chart, or repair: 'auto'.");
        }
        if (!repair.refused().isEmpty()) {
            throw new ReleaseException("Kubernetes " + version + " does not have what chart " + chart.name() + " "
                    + chart.version() + " uses, and nothing with the same schema took its place: "
                    + repair.refused().stream().map(RenderedObject::toString).collect(Collectors.joining(", "))
                    + "; use another version of the chart, or values that leave these out.");
        }
        return repaired(chart, objects, served, repair, rendering);
    }

    private PreparedChart repaired(
            ChartArchive chart,
            List<RenderedObject> objects,
            ServedApis served,
            ChartRepair repair,
            HelmRequest rendering)
            throws ReleaseException, InvalidChartException, InterruptedException {
        ChartArchive repaired = repair.apply(chart, objects);
        try {
            helm.use(repaired.bytes());
            List<RenderedObject> after = RenderedObject.parse(helm.template(rendering));
            Set<String> differences = repair.differences(objects, after);
            if (differences.isEmpty()) {
                repair.changes()
                        .forEach(change -> log.accept("Repaired for Kubernetes " + served.version() + ": " + change));
                return new PreparedChart(repaired, after, served, repair.changes());
            }
            log.accept("The repaired chart renders otherwise than it should: " + String.join(", ", differences) + ".");
        } catch (HelmException e) {
            log.accept("The repaired chart can't be rendered: " + e.getMessage() + ".");
        }
        throw new ReleaseException("Kubernetes " + served.version() + " does not have what chart " + chart.name() + " "
                + chart.version() + " uses, and its templates are written in a way that can't be repaired safely: "
                + String.join("; ", repair.problems()) + "; use another version of the chart.");
    }

    /** The chart, which Helm holds as well from then on. */
    private ChartArchive fetch(ReleaseRequest request)
            throws ReleaseException, InvalidChartException, InterruptedException {
        log.accept("Getting chart " + request.chart() + ".");
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
            throw new ReleaseException("Chart " + request.chart() + " is not the one that is expected: its SHA-256 is "
                    + chart.sha256() + ", not " + request.sha256() + ".");
        }
        return chart;
    }

    private byte[] pull(ChartSource source) throws ReleaseException, InterruptedException {
        try {
            return helm.pull(source);
        } catch (HelmException e) {
            throw new ReleaseException(PullProblem.sentence(source, e.getMessage()), e);
        }
    }

    private void warnOfKnownPassword(ChartArchive chart, ReleaseRequest request) throws InvalidChartException {
        Object known = chart.defaults().get(GRAFANA_PASSWORD);
        if (known != null
                && known.equals(chart.defaults().with(request.values()).get(GRAFANA_PASSWORD))) {
            log.accept("WARNING: Grafana's admin password is the one that everybody knows from the chart:"
                    + " set grafanaCredentialsId.");
        }
    }

    private List<RenderedObject> render(HelmRequest rendering)
            throws ReleaseException, InvalidChartException, InterruptedException {
        try {
            return RenderedObject.parse(helm.template(rendering));
        } catch (HelmException e) {
            throw new ReleaseException("The chart can't be rendered with the given values: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Rendered without the cluster, a chart that asks which API versions there are may choose others than it would:
     * Helm's own look at the cluster decides.
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
