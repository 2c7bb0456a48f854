package io.jenkins.plugins.seldon.helm.tool;

import io.jenkins.plugins.seldon.helm.ChartFolder;
import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.Helm;
import io.jenkins.plugins.seldon.helm.HelmClosing;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.HelmMessages;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Helm as an executable, one process for each call, in a folder that lives as long as this object. */
public final class ToolHelm implements Helm {

    /** After the request to end, before the process is killed; less when the time is over. */
    private static final Duration TO_END = Duration.ofSeconds(15);

    /** For a process that is killed. */
    private static final Duration TO_DIE = Duration.ofSeconds(10);

    private static final Duration STEP = Duration.ofMillis(100);

    /** What {@code repo update} says of a repository, before it goes on as if nothing had happened. */
    private static final Pattern NO_INDEX = Pattern.compile("Unable to get an update from .*?:\\s*\\n\\s*(.+)");

    private static final Pattern PREFIX = Pattern.compile(
            "(?s).*^Error: (?:INSTALLATION FAILED: |UPGRADE FAILED: |uninstall: )?(.*)", Pattern.MULTILINE);

    private final HelmClosing closing = new HelmClosing();
    private final HelmTool.Session session;
    private final String label;
    private final long deadline;
    private final Consumer<String> log;
    private final Duration grace;
    private HelmArguments arguments;
    private volatile HelmTool.Running running;

    private ToolHelm(HelmTool tool, HelmTool.Session session, Duration limit, Consumer<String> log, Duration grace) {
        this.session = session;
        this.label = tool.label();
        this.deadline = System.nanoTime() + limit.toNanos();
        this.log = log;
        this.grace = grace;
    }

    /**
     * Finds the executable and hands it the kubeconfig.
     *
     * @param tool the executable
     * @param kubeconfig self-contained, checked
     * @param limit how long all calls together may take, from now on
     * @param log gets what a user should know beyond the exceptions
     * @throws HelmException if it can't be run, or is no Helm that we know
     */
    public static ToolHelm start(HelmTool tool, String kubeconfig, Duration limit, Consumer<String> log)
            throws HelmException, InterruptedException {
        return start(tool, kubeconfig, limit, log, TO_END);
    }

    /**
     * The same with another grace.
     *
     * @param grace how long a call may take to end after it was asked to
     */
    static ToolHelm start(HelmTool tool, String kubeconfig, Duration limit, Consumer<String> log, Duration grace)
            throws HelmException, InterruptedException {
        ToolHelm helm;
        try {
            helm = new ToolHelm(tool, tool.open(), limit, log, grace);
        } catch (IOException e) {
            throw new HelmException(
                    "The " + tool.label() + " can't be used: " + HelmMessages.readable(e.getMessage()), e);
        }
        try {
            helm.begin(kubeconfig);
            return helm;
        } catch (HelmException | InterruptedException | RuntimeException e) {
            helm.close();
            throw e;
        }
    }

    /**
     * Ends what an earlier run left, maybe of another process than this one: the executable, if it still runs, and the
     * folder. Absent ones are fine.
     *
     * @param folder as {@link HelmTool.Session#folder} named it
     * @throws IOException with one clause if one of them is still there
     */
    public static void remove(HelmTool tool, String folder) throws IOException, InterruptedException {
        Optional<HelmTool.Session> session = tool.reopen(folder);
        if (session.isPresent()) {
            ToolLeftovers leftovers = new ToolLeftovers(session.get());
            try {
                leftovers.end(HelmTool.Running.LOST, TO_END, TO_DIE);
            } finally {
                leftovers.delete();
            }
        }
    }

    /** An executable has been tried before {@link #start} returns it. */
    @Override
    public void awaitStart() {}

    /** Nothing runs between two calls. */
    @Override
    public void dismiss() {}

    @Override
    public byte[] pull(ChartSource source) throws HelmException, InterruptedException {
        if (source.isPinned() && !arguments.takesDigests()) {
            throw new HelmException(
                    arguments.version()
                            + " can't get a chart by its digest, which Helm 3.17 and later can; use such a Helm, or the embedded one");
        }
        write(HelmLogins.of(source));
        if (!HelmArguments.isRegistry(source)) {
            update(source);
        }
        call(HelmArguments.pull(source));
        return useArchive(HelmArguments.PULLED);
    }

    @Override
    public byte[] pack(ChartFolder folder) throws HelmException, InterruptedException {
        Map<String, byte[]> files = new HashMap<>();
        folder.files().forEach((name, content) -> files.put(HelmArguments.SOURCE + "/" + name, content));
        write(files);
        call(HelmArguments.PACK);
        return useArchive(HelmArguments.PACKED);
    }

    @Override
    public void use(byte[] archive) throws HelmException, InterruptedException {
        write(Map.of(HelmArguments.CHART, archive));
    }

    @Override
    public String template(HelmRequest request) throws HelmException, InterruptedException {
        write(request);
        try {
            return call(arguments.template(request));
        } catch (HelmException e) {
            if (!arguments.isValidatedWithLookups() || closing.hasBegun()) {
                throw e;
            }
            return call(arguments.templateAlone(request));
        }
    }

    @Override
    public boolean looksUpInTrials() {
        return arguments.looksUpInTrials();
    }

    @Override
    public void install(HelmRequest request) throws HelmException, InterruptedException {
        write(request);
        call(arguments.install(request));
    }

    @Override
    public void upgrade(HelmRequest request) throws HelmException, InterruptedException {
        write(request);
        call(arguments.upgrade(request));
    }

    @Override
    public boolean rollback(String name, String namespace, int revision, Duration timeout)
            throws HelmException, InterruptedException {
        call(arguments.rollback(name, namespace, revision, timeout));
        return true;
    }

    @Override
    public void uninstall(String name, String namespace) throws HelmException, InterruptedException {
        call(arguments.uninstall(name, namespace, Duration.ofNanos(deadline - System.nanoTime())));
    }

    @Override
    public void close() {
        ToolLeftovers leftovers = new ToolLeftovers(session);
        closing.run(
                () -> leftovers.end(running, HelmClosing.grace(deadline, grace), HelmClosing.grace(deadline, TO_DIE)),
                leftovers::delete,
                session.folder(),
                log);
    }

    private void begin(String kubeconfig) throws HelmException, InterruptedException {
        write(Map.of(HelmScript.KUBECONFIG, kubeconfig.getBytes(StandardCharsets.UTF_8)));
        try {
            HelmVersion version = HelmVersion.parse(call(HelmArguments.VERSION));
            arguments = new HelmArguments(version);
            log.accept("Using the " + label + ", " + version + ".");
        } catch (HelmException e) {
            throw new HelmException("The " + label + " can't be used: " + e.getMessage(), e);
        }
    }

    /** Reads the repository's index. That it can't be, Helm 3 mentions and takes for success, Helm 4 does not. */
    private void update(ChartSource source) throws HelmException, InterruptedException {
        HelmException failure = null;
        try {
            call(HelmArguments.UPDATE);
        } catch (HelmException e) {
            failure = e;
        }
        if (!closing.hasBegun()) {
            Matcher problem = NO_INDEX.matcher(output());
            failure = problem.find() ? noIndex(source, problem.group(1)) : failure;
        }
        if (failure != null) {
            throw failure;
        }
    }

    private String output() throws HelmException, InterruptedException {
        try {
            return text(HelmScript.OUTPUT);
        } catch (IOException e) {
            throw new HelmException("Helm's output can't be read: " + HelmMessages.readable(e.getMessage()), e);
        }
    }

    private byte[] useArchive(String folder) throws HelmException, InterruptedException {
        byte[] archive;
        try {
            archive = session.readArchive(folder);
        } catch (IOException e) {
            throw new HelmException("Helm did not write the chart where it was told to", e);
        }
        use(archive);
        return archive;
    }

    private void write(HelmRequest request) throws HelmException, InterruptedException {
        write(Map.of(HelmArguments.VALUES, request.values().getBytes(StandardCharsets.UTF_8)));
    }

    private void write(Map<String, byte[]> files) throws HelmException, InterruptedException {
        try {
            session.write(files);
        } catch (IOException e) {
            throw new HelmException(
                    "Helm's folder on the agent can't be written: " + HelmMessages.readable(e.getMessage()), e);
        }
    }

    /** Runs Helm once, and answers what it wrote on standard output. */
    private String call(List<String> callArguments) throws HelmException, InterruptedException {
        try {
            session.write(HelmScript.of(session.executable(), callArguments));
            running = HelmTool.Running.LOST;
            running = session.start(HelmScript.RUN);
            int status = await(running);
            if (status == HelmTool.Running.UNREACHABLE) {
                throw new HelmException("the connection to Helm was lost", new ClosedChannelException());
            }
            if (status != 0) {
                throw failed(status);
            }
            return output();
        } catch (IOException e) {
            throw new HelmException("Helm can't be run: " + HelmMessages.readable(e.getMessage()), e);
        }
    }

    private int await(HelmTool.Running call) throws HelmException, InterruptedException {
        while (true) {
            OptionalInt status = call.await(STEP);
            if (closing.hasBegun()) {
                throw new HelmException("Helm was stopped");
            }
            if (status.isPresent()) {
                return status.getAsInt();
            }
            if (System.nanoTime() > deadline) {
                throw new HelmException("the step ran out of time (timeoutSeconds)");
            }
        }
    }

    private HelmException failed(int status) throws IOException, InterruptedException {
        String own = text(HelmScript.ERRORS);
        String said = own.isBlank() ? running.said() : own;
        if (text(HelmScript.PID).isBlank()) {
            return new HelmException("a shell could not run the script in " + session.folder()
                    + "; a container needs the agent's workspace, and the agent's user or root"
                    + (said.isBlank() ? "" : " (" + HelmMessages.readable(said) + ")"));
        }
        if (HelmScript.isAbsent(session.executable(), status, own)) {
            return new HelmException("there is no executable " + session.executable());
        }
        Matcher error = PREFIX.matcher(said);
        if (error.matches()) {
            return new HelmException(HelmMessages.readable(error.group(1)));
        }
        return new HelmException(
                "Helm exited with status " + status + (said.isBlank() ? "" : ": " + HelmMessages.readable(said)));
    }

    private String text(String file) throws IOException, InterruptedException {
        return new String(session.read(file), StandardCharsets.UTF_8);
    }

    private static HelmException noIndex(ChartSource source, String said) {
        return new HelmException("looks like \"" + source.repository()
                + "\" is not a valid chart repository or cannot be reached: " + HelmMessages.readable(said));
    }
}
