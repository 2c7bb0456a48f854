package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.seldon.credentials.ClusterOptions;
import io.jenkins.plugins.seldon.gate.Turns;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.helm.tool.HelmTool;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.node.BuildLog;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.node.Workspace;
import io.jenkins.plugins.seldon.readiness.watch.SharedWatches;
import io.jenkins.plugins.seldon.report.GateEvidence;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.text.JsonTexts;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.PlainLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A platform at the edge of one step. It learns every secret that comes in, and lets none go out: into the log, the
 * report, the workspace, an error or the step's value. Never persisted.
 */
final class StepPlatform extends MaskedConnections implements Platform {

    /** Causes of causes that are looked at; a failure that goes deeper is told by its message alone. */
    private static final int DEEPEST = 20;

    /** What a clock that says when a login ends may be behind the controller's. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    private final Platform platform;
    private final OwnWords words;
    private final String cluster;
    private final String subject;

    /**
     * @param words what may be shown of texts; its secrets learn
     * @param cluster the name of the configured cluster that the step is about, empty for none
     * @param subject whom lines of the log are about, empty for none
     */
    StepPlatform(Platform platform, OwnWords words, String cluster, String subject) {
        super(platform, words.secrets());
        this.platform = platform;
        this.words = words;
        this.cluster = cluster;
        this.subject = subject;
    }

    /**
     * What may be told of a failure: the same where nothing in it must not be shown, else its masked message alone, since
     * a stack trace shows messages as they are; of a lost agent that it was lost, too.
     */
    static Throwable shown(Throwable cause, OwnWords words) {
        boolean plain = isPlain(cause, words, 0);
        if (plain) {
            return cause;
        }
        String kind = cause instanceof AbortException ? "" : cause.getClass().getSimpleName() + ": ";
        AbortException shown = StepFailure.because(cause, PlainLine.of(kind + words.shown(cause.getMessage())));
        shown.setStackTrace(cause.getStackTrace());
        return shown;
    }

    /** Whether no message that a stack trace of it shows has to be changed, those of causes and suppressed ones among them. */
    private static boolean isPlain(Throwable cause, OwnWords words, int depth) {
        if (cause == null) {
            return true;
        }
        String message = cause.getMessage();
        return depth < DEEPEST
                && (message == null || message.equals(PlainLine.of(words.shown(message))))
                && isPlain(cause.getCause(), words, depth + 1)
                && Arrays.stream(cause.getSuppressed()).allMatch(each -> isPlain(each, words, depth + 1));
    }

    /**
     * A step's value, its texts masked and each on one line, as are the names in its maps that are not ours: a Pipeline prints
     * them.
     */
    static Object shown(Object value, OwnWords words) {
        StringBuilder texts = new StringBuilder();
        collect(value, texts);
        String all = texts.toString();
        // Nearly always nothing is to be masked, as one look at the whole tells.
        return all.equals(words.shown(all)) ? onOneLine(value) : shown("", value, words);
    }

    /** All texts, apart from each other: a secret is in one of them. */
    private static void collect(Object value, StringBuilder texts) {
        if (value instanceof String text) {
            texts.append(text).append('\n');
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> {
                collect(key, texts);
                collect(inner, texts);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> collect(inner, texts));
        }
    }

    private static Object onOneLine(Object value) {
        if (value instanceof String text) {
            return PlainLine.of(text);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, inner) -> copy.put(onOneLine(key), onOneLine(inner)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list.size());
            list.forEach(inner -> copy.add(onOneLine(inner)));
            return copy;
        }
        return value;
    }

    private static Object shown(String field, Object value, OwnWords words) {
        if (value instanceof String text) {
            return PlainLine.of(words.shown(field, text));
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> masked = new LinkedHashMap<>();
            map.forEach((key, inner) -> {
                if (key instanceof String name && JsonTexts.isOwnName(name)) {
                    masked.put(name, shown(name, inner, words));
                } else {
                    masked.put(shown("", key, words), shown("", inner, words));
                }
            });
            return masked;
        }
        if (value instanceof List<?> list) {
            List<Object> masked = new ArrayList<>();
            list.forEach(inner -> masked.add(shown(field, inner, words)));
            return masked;
        }
        return value;
    }

    /** {@inheritDoc} A login that is over already would be an error in the middle of the work. */
    @Override
    public ClusterConnection connectOnAgent(ClusterOptions options) throws IOException, InterruptedException {
        ClusterConnection connection = super.connectOnAgent(options);
        Optional<String> over = connection.over(clock().instant().minus(CLOCKS_APART));
        if (over.isPresent()) {
            throw new AbortException(
                    "Did not ask " + connection.server() + ": " + over.get()
                            + ". Use a login that lasts longer than the step, or check the clocks of the controller and the agent.");
        }
        return connection;
    }

    @Override
    public BuildLog log() throws IOException, InterruptedException {
        return new BuildLog(platform.log(), words::shown, about(), platform.language(), hasColours());
    }

    @Override
    public boolean hasColours() throws IOException, InterruptedException {
        return platform.hasColours();
    }

    private String about() {
        return Stream.of(cluster, subject).filter(name -> !name.isEmpty()).collect(Collectors.joining(": "));
    }

    @Override
    public Language language() {
        return platform.language();
    }

    @Override
    public boolean isGoingDown() {
        return platform.isGoingDown();
    }

    /** {@inheritDoc} What ends with the controller is not how the step ends: that is told when it has gone on. */
    @Override
    public void report(ReportSection section) throws IOException, InterruptedException {
        if (!isGoingDown()) {
            platform.report(section.in(cluster).with(words::shown));
        }
    }

    /** {@inheritDoc} As for {@link #report}: who would know of the name is not kept any more. */
    @Override
    public String checkName(ReportSection section) throws IOException, InterruptedException {
        return isGoingDown() ? "" : platform.checkName(section.in(cluster));
    }

    /** {@inheritDoc} As for {@link #report}: there is nothing to publish yet. */
    @Override
    public boolean publishCheck(String name, ReportSection section, Result effect)
            throws IOException, InterruptedException {
        return isGoingDown() || platform.publishCheck(name, section.in(cluster).with(words::shown), effect);
    }

    @Override
    public Workspace workspace() throws IOException, InterruptedException {
        Workspace workspace = platform.workspace();
        return new Workspace() {
            @Override
            public byte[] read(String path, int limit) throws IOException, InterruptedException {
                return workspace.read(path, limit);
            }

            @Override
            public Map<String, byte[]> readFolder(String path, int limit) throws IOException, InterruptedException {
                return workspace.readFolder(path, limit);
            }

            /**
             * What steps write are texts. A secret that is a number, say, must not take a number's place in JSON; XML was
             * masked when it was made, before its texts and its tags could no longer be told apart.
             */
            @Override
            public void write(String path, byte[] content) throws IOException, InterruptedException {
                workspace.write(path, path.endsWith(".xml") ? content : shown(path, content));
            }

            @Override
            public boolean exists(String path) throws IOException, InterruptedException {
                return workspace.exists(path);
            }
        };
    }

    private byte[] shown(String path, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        String shown = path.endsWith(".json")
                ? JsonTexts.all(text, GateEvidence.NAMED_BY_OTHERS, words::shown)
                : words.shown(text);
        return shown.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String build() throws IOException, InterruptedException {
        return platform.build();
    }

    @Override
    public boolean insideNode() throws IOException, InterruptedException {
        return platform.insideNode();
    }

    @Override
    public LoadSite loadSite() throws IOException, InterruptedException {
        return platform.loadSite();
    }

    @Override
    public LoadLimits loadLimits() {
        return platform.loadLimits();
    }

    @Override
    public ChildProcesses childProcesses() throws IOException, InterruptedException {
        return platform.childProcesses();
    }

    @Override
    public HelmTool helmTool(String name) throws IOException, InterruptedException {
        return platform.helmTool(name);
    }

    @Override
    public void claimEvidence() throws IOException, InterruptedException {
        platform.claimEvidence();
    }

    /** {@inheritDoc} As for {@link #report}: the gate asks again after the restart, and would get another. */
    @Override
    public String evidencePath(String path) throws IOException, InterruptedException {
        return isGoingDown() ? "" : platform.evidencePath(path);
    }

    @Override
    public void reachNode() throws IOException, InterruptedException {
        platform.reachNode();
    }

    @Override
    public SharedWatches watches() {
        return platform.watches();
    }

    @Override
    public Turns turns() {
        return platform.turns();
    }

    @Override
    public Clock clock() {
        return platform.clock();
    }

    @Override
    public ScheduledExecutorService timer() {
        return platform.timer();
    }

    @Override
    public ExecutorService workers() {
        return platform.workers();
    }

    @Override
    public Hosts servers() {
        return platform.servers();
    }

    @Override
    public Executor nodeCalls() {
        return platform.nodeCalls();
    }

    @Override
    public Executor nodeWorkers() {
        return platform.nodeWorkers();
    }

    @Override
    public ExecutorService stoppers() {
        return platform.stoppers();
    }
}
