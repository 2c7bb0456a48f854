package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.fixture.apiserver.ApiServerProcess;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.chart.ChartRepository;
import io.jenkins.plugins.seldon.fixture.helm.LocalChildProcesses;
import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.EmbeddedHelm;
import io.jenkins.plugins.seldon.helm.chart.InvalidChartException;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.text.Language;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A namespace of its own at a real API server, a chart repository and this machine as the agent; real Helm in between. */
final class ServerScene implements AutoCloseable {

    static final String NAME = "seldon-core-analytics";

    final String namespace;
    final ChartRepository charts;
    final LocalChildProcesses machine;
    final List<String> log = new CopyOnWriteArrayList<>();
    private final SharedClients clients = new SharedClients();
    private final SharedClients.Lease admin;
    private final List<Runnable> atClose = new ArrayList<>();
    private ClusterConnection connection;

    /** @param namespace is made if it is not there */
    ServerScene(ApiServerProcess server, String namespace, Path folder, Chart... charts) {
        this.namespace = namespace;
        this.charts = ChartRepository.serving(charts);
        this.machine = new LocalChildProcesses(folder.resolve("children"));
        this.connection = connection(server.kubeconfig());
        this.admin = clients.lease(connection);
    }

    ServerScene createNamespace() {
        client().namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        return this;
    }

    /** From now on, as another user. */
    ServerScene as(String kubeconfig) {
        connection = connection(kubeconfig);
        return this;
    }

    /** Adds something to be done at the end: the server outlives the scene. */
    void onClose(Runnable work) {
        atClose.add(work);
    }

    /** The administrator's client. */
    KubernetesClient client() {
        return admin.client();
    }

    AnalyticsRelease release(String holder) {
        return new AnalyticsRelease(new ReleaseSite(
                clients.lease(connection).client(),
                connection,
                (kubeconfig, least) -> EmbeddedHelm.start(machine, kubeconfig, Duration.ofMinutes(2), log::add),
                new ReleaseSite.Run(holder, Clock.systemUTC(), Pause.REAL),
                log::add,
                Language.ENGLISH));
    }

    ReleaseRequest request(String chart, String version, String values, boolean createNamespace) {
        try {
            return Requests.of(
                    ChartSource.of(charts.url().toString(), chart, version),
                    NAME,
                    namespace,
                    Values.of(values, "values"),
                    createNamespace,
                    ReleaseRequest.Repair.AUTO,
                    Duration.ofMinutes(2));
        } catch (InvalidChartException e) {
            throw new IllegalArgumentException(e);
        }
    }

    ReleaseResult install(String chart, String version, String values) throws Exception {
        return release("build 1").install(request(chart, version, values, false));
    }

    UninstallResult uninstall() throws Exception {
        return release("build 1").uninstall(new UninstallRequest(NAME, namespace, true, Duration.ofMinutes(1)));
    }

    List<HelmListing> listing() {
        return HelmListing.of(client(), namespace);
    }

    /** Those of a manifest's objects that the server has, without what is only kept for a controller's last look. */
    List<HasMetadata> present(String manifest) {
        return client()
                .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(namespace)
                .get()
                .stream()
                .filter(object -> object != null && object.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    private ClusterConnection connection(String kubeconfig) {
        return Kubeconfig.parse(kubeconfig).select(new Kubeconfig.Choice(null, null, namespace));
    }

    void assertNothingIsLeftBehind() {
        assertThat(machine.leftovers()).isEmpty();
        assertThat(machine.started()).noneMatch(Process::isAlive);
        assertThat(client().leases().inNamespace(namespace).list().getItems()).isEmpty();
    }

    @Override
    public void close() {
        try {
            assertNothingIsLeftBehind();
        } finally {
            machine.started().forEach(Process::destroyForcibly);
            atClose.forEach(Runnable::run);
            clients.close();
            charts.close();
        }
    }
}
