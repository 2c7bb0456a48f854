package io.jenkins.plugins.seldon.node;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.seldon.credentials.ClusterConnections;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.credentials.EndpointCredentials;
import io.jenkins.plugins.seldon.credentials.UsedOn;
import io.jenkins.plugins.seldon.gate.Turns;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.helm.tool.HelmTool;
import io.jenkins.plugins.seldon.helm.tool.ToolLogin;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.ExecLogin;
import io.jenkins.plugins.seldon.kubernetes.InvalidConnectionException;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.lanes.Breakers;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.readiness.watch.SharedWatches;
import io.jenkins.plugins.seldon.report.CheckPublication;
import io.jenkins.plugins.seldon.report.GateCheck;
import io.jenkins.plugins.seldon.report.GateEvidence;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.report.SeldonReport;
import io.jenkins.plugins.seldon.settings.ControllerClients;
import io.jenkins.plugins.seldon.settings.ControllerHttp;
import io.jenkins.plugins.seldon.settings.SeldonAnalyticsConfiguration;
import io.jenkins.plugins.seldon.text.Language;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import jenkins.MasterToSlaveFileCallable;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import okhttp3.OkHttpClient;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The platform that Jenkins is. Everything of a step is fetched from its context at each call, nothing is kept. */
final class JenkinsPlatform implements Platform {

    private static final Turns TURNS = new Turns();
    private static final Breakers BREAKERS = new Breakers(System::nanoTime);
    private static final SharedWatches WATCHES = new SharedWatches(ControllerClients.get());

    /** For a program that asks a cloud, some of which are slow to start. */
    private static final Duration LOGIN = Duration.ofSeconds(60);

    private final StepContext context;

    JenkinsPlatform(StepContext context) {
        this.context = context;
    }

    @Override
    public ClusterConnection connect(ClusterOptions options) throws IOException, InterruptedException {
        return connect(options, UsedOn.CONTROLLER);
    }

    @Override
    public ClusterConnection connectOnAgent(ClusterOptions options) throws IOException, InterruptedException {
        return connect(options, UsedOn.AGENT);
    }

    private ClusterConnection connect(ClusterOptions options, UsedOn usedOn) throws IOException, InterruptedException {
        boolean logsIn = usedOn == UsedOn.AGENT;
        Duration longest = logsIn ? NodeCall.LONGEST.plus(LOGIN) : NodeCall.LONGEST;
        AtomicBoolean mayReadFile = new AtomicBoolean(true);
        NodeCall.Call<ClusterConnection> connecting = () -> {
            EnvVars environment = context.get(EnvVars.class);
            FilePath workspace = folder(options, environment);
            mayReadFile.set(workspace != null);
            return ClusterConnections.connect(
                    context.get(Run.class),
                    new ClusterConnections.Place(environment, workspace, logsIn ? this::login : null),
                    options,
                    SeldonAnalyticsConfiguration.get(),
                    usedOn);
        };
        return NodeCall.orElse(
                timer(),
                longest,
                () -> tooLate(options, mayReadFile.get(), longest),
                () -> BuildUser.call(context, connecting));
    }

    /**
     * Through which {@code KUBECONFIG} is read; null where the options name a cluster, or it names no file: then the agent may
     * be away. Without a folder it would not count, and the step go on to the only configured cluster.
     */
    FilePath folder(ClusterOptions options, EnvVars environment) throws IOException, InterruptedException {
        boolean isNamed = !options.getCluster().isEmpty()
                || !options.getCredentialsId().isEmpty()
                || !options.getServerUrl().isEmpty();
        boolean hasFile = !Util.fixNull(environment.get("KUBECONFIG")).isBlank();
        return isNamed || !hasFile ? null : root();
    }

    /**
     * Without a credential or a cluster that is named it is a file of the agent's that does not come, where there may be one;
     * else the cluster is the only one that is configured.
     */
    static String tooLate(ClusterOptions options, boolean mayReadFile, Duration longest) {
        return mayReadFile
                        && options.getCredentialsId().isEmpty()
                        && options.getCluster().isEmpty()
                ? NodeCall.sentence("read what KUBECONFIG names", longest)
                : "The cluster's credential was not read within " + longest.toSeconds()
                        + " s: check the store that it comes from.";
    }

    /** As the build's own programs would log in, in the container around the step where there is one. */
    private ExecLogin.Login login(ExecLogin login, ApiServer server) throws InterruptedException {
        try {
            PrintStream log = log();
            ExecLogin.Login done = new ToolLogin(helmTool(HELM_ON_PATH), LOGIN, log::println).by(login, server);
            log.println(login.line(done));
            return done;
        } catch (IOException e) {
            throw new InvalidConnectionException(e.getMessage());
        }
    }

    @Override
    public SharedClients clients() {
        return ControllerClients.get();
    }

    @Override
    public SharedWatches watches() {
        return WATCHES;
    }

    @Override
    public Turns turns() {
        return TURNS;
    }

    @Override
    public Breakers breakers() {
        return BREAKERS;
    }

    @Override
    public PrintStream log() throws IOException, InterruptedException {
        return context.get(TaskListener.class).getLogger();
    }

    @Override
    public boolean hasColours() throws IOException, InterruptedException {
        return AnsiColours.areShown(context);
    }

    /** As Jenkins has its own lines in a log: nobody's browser asks for it. */
    @Override
    public Language language() {
        return Language.of(Locale.getDefault());
    }

    @Override
    public String build() throws IOException, InterruptedException {
        return context.get(Run.class).getFullDisplayName();
    }

    /** {@inheritDoc} Also where the node is lost. */
    @Override
    public boolean insideNode() throws InterruptedException {
        try {
            return root() != null;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * The step's folder on its node; null outside of any. Where the node is lost, Pipeline throws, and only then. While it
     * waits for the node after a restart it has no folder, but the node; nor has a freestyle build, but its launcher.
     */
    private FilePath root() throws IOException, InterruptedException {
        FilePath root = context.get(FilePath.class);
        if (root == null && (context.get(Node.class) != null || context.get(Launcher.class) != null)) {
            throw new IOException("channel is already closed");
        }
        return root;
    }

    @Override
    public void reachNode() throws IOException, InterruptedException {
        FilePath root = context.get(FilePath.class);
        if (root != null) {
            root.act(new Answer());
        }
    }

    /** Runs on the node. */
    private static final class Answer extends MasterToSlaveFileCallable<Boolean> {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean invoke(File folder, VirtualChannel channel) {
            return true;
        }
    }

    @Override
    public Workspace workspace() throws IOException, InterruptedException {
        FilePath root = root();
        if (root == null) {
            throw new AbortException("This needs a workspace, but the step has none: put it inside a node block.");
        }
        return new NodeWorkspace(root, timer());
    }

    @Override
    public LoadSite loadSite() throws IOException, InterruptedException {
        FilePath root = root();
        if (root != null) {
            return new NodeLoadSite(root.getChannel());
        }
        if (SeldonAnalyticsConfiguration.get().getBurstLimits().isOnController()) {
            CheckedLoadSite.Check check = url -> ClusterConnections.requireAllowed(
                    SeldonAnalyticsConfiguration.get(), "endpoint of a burst on the controller", url);
            return new CheckedLoadSite(check, LoadSite.local(ControllerHttp::route));
        }
        throw new AbortException("A node sends the burst of predictions, but the step has none: put it inside a "
                + "node block, or give the stage an agent.");
    }

    @Override
    public LoadLimits loadLimits() {
        return SeldonAnalyticsConfiguration.get().getBurstLimits().toLimits();
    }

    @Override
    public HttpAccess access(String credentialsId) throws IOException, InterruptedException {
        return BuildUser.call(context, () -> EndpointCredentials.access(context.get(Run.class), credentialsId));
    }

    @Override
    public OkHttpClient http(String parameter, String url) throws IOException {
        ClusterConnections.requireAllowed(SeldonAnalyticsConfiguration.get(), parameter, url);
        return ControllerHttp.client();
    }

    /** {@inheritDoc} Jenkins itself is the last to go. */
    @Override
    public boolean isGoingDown() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        return jenkins == null || jenkins.isTerminating();
    }

    @Override
    public void report(ReportSection section) throws IOException, InterruptedException {
        SeldonReport.add(context.get(Run.class), section);
    }

    @Override
    public String checkName(ReportSection section) throws IOException, InterruptedException {
        return CheckPublication.isPossible()
                ? SeldonReport.checkName(context.get(Run.class), GateCheck.usualName(section))
                : "";
    }

    @Override
    public boolean publishCheck(String name, ReportSection section, Result effect)
            throws IOException, InterruptedException {
        if (!CheckPublication.isPossible()) {
            return false;
        }
        GateCheck check = GateCheck.of(section, effect);
        return BuildUser.call(context, () -> {
            CheckPublication.publish(
                    context.get(Run.class),
                    context.get(TaskListener.class),
                    name.isEmpty() ? check : check.called(name));
            return true;
        });
    }

    /** {@inheritDoc} A job that was deleted and made anew counts its builds from 1 again, hence the time. */
    @Override
    public void claimEvidence() throws IOException, InterruptedException {
        FilePath root = context.get(FilePath.class);
        if (root != null) {
            Run<?, ?> run = context.get(Run.class);
            new NodeWorkspace(root, timer()).claim(GateEvidence.FOLDER, run + " " + run.getTimeInMillis());
        }
    }

    @Override
    public String evidencePath(String wanted) throws IOException, InterruptedException {
        return SeldonReport.evidencePath(context.get(Run.class), wanted);
    }

    @Override
    public ChildProcesses childProcesses() throws IOException, InterruptedException {
        return new NodeChildProcesses(node(), context.get(EnvVars.class));
    }

    @Override
    public HelmTool helmTool(String name) throws IOException, InterruptedException {
        return new NodeHelmTool(
                name, node(), context.get(Launcher.class), context.get(EnvVars.class), context.get(FilePath.class));
    }

    private Node node() throws IOException, InterruptedException {
        FilePath root = root();
        Computer computer = root == null ? null : root.toComputer();
        Node node = computer == null ? null : computer.getNode();
        if (node == null) {
            throw new AbortException("Helm runs on a node, but the step has none: put it inside a node block.");
        }
        return node;
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public ScheduledExecutorService timer() {
        return Timer.get();
    }

    @Override
    public ExecutorService workers() {
        return WorkerPools.WORKERS;
    }

    @Override
    public Hosts servers() {
        return WorkerPools.SERVERS;
    }

    @Override
    public Executor nodeCalls() {
        return WorkerPools.NODES.of(nodeName());
    }

    @Override
    public Executor nodeWorkers() {
        return WorkerPools.NODE_WORKERS.of(nodeName());
    }

    /** Empty for Jenkins' own node, and outside of any. */
    private String nodeName() {
        try {
            Node node = context.get(Node.class);
            return node == null ? "" : node.getNodeName();
        } catch (IOException | InterruptedException e) {
            return "";
        }
    }

    @Override
    public ExecutorService stoppers() {
        return WorkerPools.STOPPERS;
    }
}
