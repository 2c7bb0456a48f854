package io.jenkins.plugins.seldon.helm;

import io.jenkins.plugins.seldon.helm.chart.Tar;
import io.jenkins.plugins.seldon.helm.child.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Helm in a JVM of its own, which lives as long as this object. The protocol is in the documentation of package
 * {@code child}.
 *
 * <p>The kubeconfig and every value go through the child's standard input: they are in no command line, environment or
 * log.
 */
public final class EmbeddedHelm implements Helm {

    private static final Logger LOGGER = Logger.getLogger(EmbeddedHelm.class.getName());

    /** For a child to start and load Helm, on a machine that is busy. */
    private static final Duration TO_START = Duration.ofMinutes(2);

    /** After the request to end, before the process is killed; less when the time is over. */
    private static final Duration TO_END = Duration.ofSeconds(15);

    private static final Duration TO_DIE = Duration.ofSeconds(10);
    private static final Duration TO_ANSWER = Duration.ofHours(1);
    /** There is one answer for each request; more is a program that is not ours. */
    private static final int MOST_ANSWERS = 8;

    private static final int ERROR_LINES = 8;

    private final BlockingQueue<Frame> answers = new LinkedBlockingQueue<>();
    private final Deque<String> errors = new ArrayDeque<>();
    private final HelmClosing closing = new HelmClosing();
    private final AtomicBoolean dismissed = new AtomicBoolean();
    private final ChildProcess child;
    private final String kubeconfig;

    /** By {@link System#nanoTime}, as the deadline. */
    private final long begun = System.nanoTime();

    private final long deadline;

    private final Consumer<String> log;

    private EmbeddedHelm(ChildProcesses machine, String kubeconfig, Duration limit, Consumer<String> log)
            throws IOException, InterruptedException {
        this.kubeconfig = kubeconfig;
        this.deadline = begun + limit.toNanos();
        this.log = log;
        this.child = machine.start(this::output, this::error);
    }

    /**
     * Starts the child, which loads Helm while the caller goes on.
     *
     * @param machine where it is to run
     * @param kubeconfig self-contained, checked
     * @param limit how long all calls together may take, from now on
     * @param log gets what a user should know beyond the exceptions
     * @throws HelmException if no JVM can be started there
     */
    public static EmbeddedHelm start(ChildProcesses machine, String kubeconfig, Duration limit, Consumer<String> log)
            throws HelmException, InterruptedException {
        try {
            return new EmbeddedHelm(machine, kubeconfig, limit, log);
        } catch (IOException e) {
            throw new HelmException(
                    "Helm's own JVM could not be started on the agent: " + HelmMessages.readable(e.getMessage()), e);
        }
    }

    /** Waits for the child, and hands it the kubeconfig. */
    @Override
    public void awaitStart() throws HelmException, InterruptedException {
        answer(TO_START, begun);
        call(Frame.of("kubeconfig", "content", kubeconfig), TO_ANSWER);
    }

    @Override
    public byte[] pull(ChartSource source) throws HelmException, InterruptedException {
        Frame answer = call(
                Frame.of(
                        "pull",
                        "repository",
                        source.repository(),
                        "chart",
                        source.reference(),
                        "version",
                        source.tag(),
                        "username",
                        source.username(),
                        "password",
                        source.password()),
                TO_ANSWER);
        return used(answer);
    }

    /** Has Helm work with the bytes that the caller looks at, whatever becomes of the file that they were read from. */
    private byte[] used(Frame answer) throws HelmException, InterruptedException {
        byte[] archive = Base64.getDecoder().decode(answer.require("archive"));
        use(archive);
        return archive;
    }

    @Override
    public byte[] pack(ChartFolder folder) throws HelmException, InterruptedException {
        Frame answer = call(
                Frame.of("pack", "files", Base64.getEncoder().encodeToString(Tar.write(folder.files()))), TO_ANSWER);
        return used(answer);
    }

    @Override
    public void use(byte[] archive) throws HelmException, InterruptedException {
        call(Frame.of("chart", "archive", Base64.getEncoder().encodeToString(archive)), TO_ANSWER);
    }

    @Override
    public String template(HelmRequest request) throws HelmException, InterruptedException {
        return call(frame("template", request), TO_ANSWER).require("manifest");
    }

    @Override
    public void install(HelmRequest request) throws HelmException, InterruptedException {
        call(frame("install", request), TO_ANSWER);
    }

    @Override
    public void upgrade(HelmRequest request) throws HelmException, InterruptedException {
        call(frame("upgrade", request), TO_ANSWER);
    }

    /** Helm's library has none (helm-java 0.0.21). */
    @Override
    public boolean rollback(String name, String namespace, int revision, Duration timeout) {
        return false;
    }

    @Override
    public void uninstall(String name, String namespace) throws HelmException, InterruptedException {
        call(Frame.of("uninstall", "name", name, "namespace", namespace), TO_ANSWER);
    }

    @Override
    public void dismiss() {
        if (dismissed.compareAndSet(false, true)) {
            try {
                child.input().close();
            } catch (IOException e) {
                LOGGER.log(Level.FINE, "Helm's own JVM has ended before it was asked to.", e);
            }
        }
    }

    @Override
    public void close() {
        closing.run(this::end, child::remove, child.folder(), log);
    }

    private void end() throws InterruptedException {
        dismiss();
        child.await(HelmClosing.grace(deadline, TO_END));
    }

    private Frame call(Frame request, Duration time) throws HelmException, InterruptedException {
        try {
            OutputStream input = child.input();
            input.write((request.line() + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw ended();
        }
        return answer(time, System.nanoTime());
    }

    private Frame answer(Duration time, long since) throws HelmException, InterruptedException {
        long end = Math.min(deadline, since + time.toNanos());
        while (true) {
            Frame answer = answers.poll(100, TimeUnit.MILLISECONDS);
            if (answer != null && answer.verb().equals("failed")) {
                throw new HelmException(HelmMessages.readable(answer.get("message"), answer.get("cause")));
            }
            if (answer != null) {
                return answer;
            }
            if (closing.hasBegun()) {
                throw new HelmException("Helm was stopped");
            }
            if (child.await(Duration.ZERO).isPresent() && answers.isEmpty()) {
                throw ended();
            }
            if (System.nanoTime() > end) {
                throw new HelmException(
                        end == deadline
                                ? "the step ran out of time (timeoutSeconds)"
                                : "Helm did not answer within " + time.toSeconds() + " s");
            }
        }
    }

    private HelmException ended() throws InterruptedException {
        if (closing.hasBegun()) {
            return new HelmException("Helm was stopped");
        }
        OptionalInt status = child.await(TO_DIE);
        if (status.isPresent() && status.getAsInt() == ChildProcess.UNREACHABLE) {
            return new HelmException(
                    "the connection to the agent was lost; Helm ends with it", new ClosedChannelException());
        }
        String last;
        synchronized (errors) {
            last = String.join(" ", errors);
        }
        return new HelmException("Helm's own JVM exited unexpectedly"
                + (status.isPresent() ? " with status " + status.getAsInt() : "")
                + (last.isBlank() ? "" : ": " + HelmMessages.readable(last)));
    }

    private void output(String line) {
        if (line.endsWith("…") || answers.size() > MOST_ANSWERS) {
            error("It wrote more output than requested.");
            return;
        }
        try {
            answers.add(Frame.parse(line));
        } catch (IllegalArgumentException e) {
            error(line);
        }
    }

    private void error(String line) {
        synchronized (errors) {
            errors.addLast(line.strip());
            if (errors.size() > ERROR_LINES) {
                errors.removeFirst();
            }
        }
    }

    private static Frame frame(String verb, HelmRequest request) {
        return Frame.of(
                verb,
                "name",
                request.name(),
                "namespace",
                request.namespace(),
                "values",
                request.values(),
                "description",
                request.description(),
                "kubeVersion",
                request.kubeVersion(),
                "dryRun",
                request.dryRun() ? "true" : null,
                "timeoutSeconds",
                Long.toString(request.timeout().toSeconds()));
    }
}
