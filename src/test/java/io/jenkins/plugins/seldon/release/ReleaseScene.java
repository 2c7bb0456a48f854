package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.cluster.RecordedRequest;
import io.jenkins.plugins.seldon.fixture.helm.LocalChildProcesses;
import io.jenkins.plugins.seldon.fixture.helm.LocalHelmTool;
import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.EmbeddedHelm;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.helm.tool.ToolHelm;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.text.Language;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A cluster, a chart repository and this machine as the agent; real Helm in between. */
final class ReleaseScene implements AutoCloseable {

    static final String NAMESPACE = "seldon-system";
    static final String NAME = "seldon-core-analytics";

    /** One ConfigMap: for tests in which the chart is of no interest. */
    static final Chart SMALL = Chart.of(
            "small",
            "1.0.0",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: '{{ .Release.Name }}'}
            data: {text: '{{ .Values.text | default "none" }}'}
            """);

    final EmbeddedCluster cluster;
    final ChartRepository charts;
    final LocalChildProcesses machine;
    final List<String> log = new CopyOnWriteArrayList<>();
    private final SharedClients clients = new SharedClients();
    private final SharedClients.Lease lease;
    private ClusterConnection connection;
    private String holder = "build 1";
    private LocalHelmTool tool;

    ReleaseScene(Path folder, EmbeddedCluster.Builder cluster, Chart... charts) {
        this(folder, System.getenv(), cluster, charts);
    }

    /** One in which the machine has this environment. */
    ReleaseScene(Path folder, Map<String, String> machine, EmbeddedCluster.Builder cluster, Chart... charts) {
        this.cluster = cluster.start();
        this.charts = ChartRepository.serving(charts);
        this.machine = new LocalChildProcesses(folder.resolve("children"), machine);
        this.connection = connection(this.cluster.kubeconfig());
        this.lease = clients.lease(connection);
    }

    /** From now on, as another user or another way to reach the cluster. */
    ReleaseScene as(String kubeconfig) {
        connection = connection(kubeconfig);
        return this;
    }

    /** From now on, by this executable instead of the embedded Helm. */
    ReleaseScene by(LocalHelmTool executable) {
        tool = executable;
        return this;
    }

    /** From now on, as another build. */
    ReleaseScene build(String name) {
        holder = name;
        return this;
    }

    KubernetesClient client() {
        return lease.client();
    }

    AnalyticsRelease release() {
        return new AnalyticsRelease(site());
    }

    ReleaseSite site() {
        return site(new ReleaseSite.Run(holder, Clock.systemUTC(), Pause.REAL), log::add);
    }

    /** Where a run works, with a log of its own. */
    ReleaseSite site(ReleaseSite.Run run, Consumer<String> lines) {
        return new ReleaseSite(
                clients.lease(connection).client(),
                connection,
                (kubeconfig, least) -> tool == null
                        ? EmbeddedHelm.start(machine, kubeconfig, Duration.ofMinutes(2), lines)
                        : ToolHelm.start(tool, kubeconfig, Duration.ofMinutes(2), lines),
                run,
                lines,
                Language.ENGLISH);
    }

    ReleaseRequest request(String chart, String version, String values) {
        return request(charts.url().toString(), chart, version, values, ReleaseRequest.Repair.AUTO, false);
    }

    ReleaseRequest request(
            String repository,
            String chart,
            String version,
            String values,
            ReleaseRequest.Repair repair,
            boolean createNamespace) {
        try {
            return Requests.of(
                    ChartSource.of(repository, chart, version),
                    NAME,
                    NAMESPACE,
                    Values.of(values, "values"),
                    createNamespace,
                    repair,
                    Duration.ofMinutes(2));
        } catch (InvalidChartException e) {
            throw new IllegalArgumentException(e);
        }
    }

    ReleaseResult install(String chart, String version, String values) throws Exception {
        return release().install(request(chart, version, values));
    }

    ReleaseRecord latest() throws ReleaseException {
        return new ReleaseHistory(client(), NAMESPACE, NAME).latest();
    }

    /** What was written to the cluster, as verb, resource and name. */
    List<String> writes() {
        return cluster.writes().stream().map(ReleaseScene::label).toList();
    }

    private static String label(RecordedRequest request) {
        return request.verb() + " " + request.resource() + " " + request.name();
    }

    private static ClusterConnection connection(String kubeconfig) {
        return Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice(null, null, NAMESPACE));
    }

    void assertNothingIsLeftBehind() {
        assertThat(machine.leftovers()).isEmpty();
        assertThat(machine.started()).noneMatch(Process::isAlive);
        assertThat(tool == null ? List.<Process>of() : tool.started()).noneMatch(Process::isAlive);
        assertThat(cluster.objects("leases.coordination.k8s.io", NAMESPACE)).isEmpty();
    }

    @Override
    public void close() {
        try {
            assertNothingIsLeftBehind();
        } finally {
            machine.started().forEach(Process::destroyForcibly);
            clients.close();
            charts.close();
            cluster.close();
        }
    }
}
