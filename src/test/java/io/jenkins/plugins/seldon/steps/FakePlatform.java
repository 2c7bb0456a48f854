package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.gate.Turns;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.helm.tool.HelmTool;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.lanes.Breakers;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.lanes.Lanes;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.node.Workspace;
import io.jenkins.plugins.seldon.readiness.watch.SharedWatches;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.text.Language;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import okhttp3.OkHttpClient;

/** A platform with threads of its own and nothing else; {@link #close} ends them. */
class FakePlatform implements Platform, AutoCloseable {

    static final int WORKERS = 4;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final SharedClients clients = new SharedClients();
    private final SharedWatches watches = new SharedWatches(clients);
    private final Turns turns = new Turns();
    private final Breakers breakers = new Breakers(System::nanoTime);
    private final List<ReportSection> reported = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    private final Hosts servers =
            new Hosts(new Lanes(new Lanes.Limits(64, 48, WORKERS, 10_000), System::nanoTime), workers);
    private final ExecutorService stoppers = Executors.newCachedThreadPool();

    @Override
    public String build() {
        return "models #7";
    }

    @Override
    public ClusterConnection connect(ClusterOptions options) throws AbortException {
        throw new UnsupportedOperationException();
    }

    @Override
    public SharedClients clients() {
        return clients;
    }

    @Override
    public SharedWatches watches() {
        return watches;
    }

    @Override
    public Turns turns() {
        return turns;
    }

    @Override
    public Breakers breakers() {
        return breakers;
    }

    @Override
    public PrintStream log() {
        return new PrintStream(logged, true, StandardCharsets.UTF_8);
    }

    @Override
    public Language language() {
        return Language.ENGLISH;
    }

    /** The build's log. */
    String logged() {
        return logged.toString(StandardCharsets.UTF_8);
    }

    @Override
    public boolean insideNode() {
        return false;
    }

    @Override
    public void reachNode() throws IOException, InterruptedException {}

    @Override
    public Workspace workspace() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LoadSite loadSite() throws IOException, InterruptedException {
        return LoadSite.LOCAL;
    }

    @Override
    public LoadLimits loadLimits() {
        return LoadLimits.DEFAULT;
    }

    @Override
    public HttpAccess access(String credentialsId) {
        return HttpAccess.NONE;
    }

    @Override
    public OkHttpClient http(String parameter, String url) {
        return new OkHttpClient();
    }

    @Override
    public void report(ReportSection section) {
        reported.add(section);
    }

    @Override
    public void claimEvidence() throws IOException, InterruptedException {}

    @Override
    public String evidencePath(String wanted) {
        return wanted;
    }

    /** What the step has added to the build's report. */
    List<ReportSection> reported() {
        return reported;
    }

    @Override
    public ChildProcesses childProcesses() {
        throw new UnsupportedOperationException();
    }

    @Override
    public HelmTool helmTool(String name) throws AbortException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public ScheduledExecutorService timer() {
        return timer;
    }

    @Override
    public ExecutorService workers() {
        return workers;
    }

    @Override
    public Hosts servers() {
        return servers;
    }

    @Override
    public Executor nodeCalls() {
        return workers;
    }

    @Override
    public Executor nodeWorkers() {
        return workers;
    }

    @Override
    public ExecutorService stoppers() {
        return stoppers;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        stoppers.shutdownNow();
        workers.shutdownNow();
        clients.close();
    }
}
