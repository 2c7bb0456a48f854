package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import hudson.Util;
import hudson.model.Result;
import io.jenkins.plugins.seldon.gate.GateReport;
import io.jenkins.plugins.seldon.gate.KeptTexts;
import io.jenkins.plugins.seldon.gate.Next;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.LoadProgress;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.report.GateEvidence;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Sentences;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Drives a gate: its waits are timers, its looks run on the workers, its bursts on the node. */
abstract class GateStepExecution extends ClusterStepExecution<AssertPredictionMetricsStep> {

    private static final long serialVersionUID = 1L;

    /** In characters; the gate of a deployment with 64 pods keeps some 200,000. */
    private static final int LARGEST_STATE = 4 << 20;

    /** More than a server takes that answers. */
    private static final Duration PUBLISHING = Duration.ofSeconds(30);

    /** Where the evidence is that the build's report tells of, once it does; empty for no file. */
    private String told;

    /** What the gate's check is called, once it is; null or empty for its usual name. */
    private String checkName;

    private transient volatile GateSession session;

    /** How far the requests are that are being sent; null while none are. */
    private transient volatile LoadProgress sending;

    /** Why the node could not send; null where it did. */
    private transient volatile Exception unsent;

    /** One for all parts of the burst; null before the first request of this session. */
    private transient ProgressPace pace;

    GateStepExecution(AssertPredictionMetricsStep step, StepContext context) {
        super(step, context);
    }

    /** What the gate has learnt so far; null before its first look. */
    abstract String state();

    /** Keeps what the gate has learnt, for {@link #save}. */
    abstract void setState(String state);

    @Override
    protected Duration longest(Platform platform) {
        return GateOptions.longest(step(), platform.loadLimits());
    }

    @Override
    protected String subject() {
        String predictor = step().getPredictor();
        return step().getDeployment() + (predictor.isEmpty() ? "" : "/" + predictor);
    }

    /** A kind that the step names tells one of two models of one name from the other. */
    private String reported() {
        return step().getNamespace() + "/" + subject();
    }

    @Override
    protected void brokenOff(Platform platform, String sentence) throws IOException, InterruptedException {
        platform.report(
                new ReportSection(ReportSection.Kind.GATE, reported(), Verdict.ERROR.name(), sentence, Map.of()));
    }

    @Override
    protected void begin(Platform platform) throws Exception {
        platform.loadSite();
        clear(platform);
        resume(platform);
    }

    /** Before anything can fail: evidence of an earlier build would be taken for this one's. */
    private static void clear(Platform platform) throws IOException, InterruptedException {
        try {
            platform.claimEvidence();
        } catch (IOException | RuntimeException e) {
            platform.log()
                    .println("WARNING: The workspace may still hold evidence of earlier builds: "
                            + Sentences.clause(
                                    Excerpt.of(String.valueOf(StepFailure.of(e).getMessage())))
                            + ".");
        }
    }

    @Override
    protected void resume(Platform platform) throws Exception {
        session = GateSession.open(step(), platform, state());
        submit(p -> look(p, () -> session.gate().advance()));
    }

    @Override
    protected Executor lane(Platform platform) {
        GateSession current = session;
        return current == null ? super.lane(platform) : platform.servers().of(current.server());
    }

    private void look(Platform platform, Callable<Next> looking) throws Exception {
        try {
            Next next = looking.call();
            String known = KeptTexts.shown(session.gate().state(), words()::shown);
            if (known.length() > LARGEST_STATE) {
                throw new AbortException("The gate matches more series or pods than it can keep with the build ("
                        + (known.length() >> 20) + " MiB); narrow it down with matchers or predictor.");
            }
            if (!known.equals(state())) {
                setState(known);
                if (!(next instanceof Next.Send)) {
                    save();
                }
            }
            if (next instanceof Next.Wait wait) {
                later(wait.time(), p -> look(p, () -> session.gate().advance()));
            } else if (next instanceof Next.Send send) {
                submitNodeWork(p -> look(p, () -> send(p, send)));
            } else if (next instanceof Next.Read read) {
                submitNodeWork(p -> look(p, () -> read(p, read)));
            } else if (next instanceof Next.Done done) {
                session.close();
                end(platform, done.report());
            }
        } catch (Throwable e) {
            session.close();
            throw e;
        }
    }

    /** What was sent and is not known to have been would be others' traffic to a gate that goes on after a restart. */
    private Next send(Platform platform, Next.Send send) throws IOException, InterruptedException {
        StateWriting.await(getContext());
        LoadResult result;
        try {
            PrintStream log = platform.log();
            if (pace == null) {
                pace = new ProgressPace(platform.clock());
            }
            result = platform.loadSite().run(send.plan(), progress -> {
                sending = progress;
                if (pace.isDue()) {
                    log.println("Sending " + send.purpose() + ": " + progress + ".");
                }
            });
        } catch (IOException | RuntimeException e) {
            unsent = e;
            return session.gate().notSent(sentence(e));
        } finally {
            sending = null;
        }
        return session.gate().sent(result);
    }

    /** What is known of why the node could not do it; a bug stays one. */
    private static String sentence(Exception e) {
        Throwable told = StepFailure.of(e);
        if (told instanceof RuntimeException bug) {
            throw bug;
        }
        return String.valueOf(told.getMessage());
    }

    private Next read(Platform platform, Next.Read read) throws IOException, InterruptedException {
        try {
            return session.gate().read(platform.loadSite().read(read.page()));
        } catch (IOException | RuntimeException e) {
            return session.gate().notRead(Sentences.clause(Excerpt.of(sentence(e))));
        }
    }

    /** A restart before the step's end comes here once more, and adds nothing to the build's report. */
    private void end(Platform platform, GateReport report) throws IOException, InterruptedException {
        Language language = platform.language();
        words().learn(report.headline(), language);
        GateEvidence evidence = new GateEvidence(report, platform.build(), words()::shown)
                .in(step().getCluster())
                .of(step().getDeployment());
        boolean isNew = told == null;
        String path = !isNew ? told : platform.insideNode() ? platform.evidencePath(evidence.path()) : "";
        Map<String, Object> page = report.toPage();
        page.put("evidence", path);
        ReportSection section = new ReportSection(
                ReportSection.Kind.GATE, reported(), report.verdict().name(), report.sentence(), page);
        if (isNew) {
            platform.report(section);
            report.details(language).forEach(platform.log()::println);
            checkName = step().isPublishChecks() ? platform.checkName(section) : null;
            told = path;
            save();
        }
        if (!path.isEmpty()) {
            keep(platform, evidence, path);
        }
        Result effect = effect(report);
        if (step().isPublishChecks()) {
            publish(platform, section, effect, p -> conclude(p, report, effect));
        } else {
            conclude(platform, report, effect);
        }
    }

    private void conclude(Platform platform, GateReport report, Result effect)
            throws IOException, InterruptedException {
        String sentence = platform.language().say(report.headline());
        if (effect == Result.FAILURE) {
            throw StepFailure.because(unsent, sentence);
        }
        platform.log().println(sentence);
        if (effect == Result.UNSTABLE) {
            unstable(sentence);
        }
        succeed(report.toMap());
    }

    private Result effect(GateReport report) {
        if (step().isDryRun()) {
            return Result.SUCCESS;
        }
        return switch (report.effect(Effect.ofInconclusive(step().getOnInconclusive()))) {
            case NONE -> Result.SUCCESS;
            case UNSTABLE -> Result.UNSTABLE;
            case FAILURE -> Result.FAILURE;
        };
    }

    /**
     * Whoever publishes checks may fail or hang; the verdict stands. It is done in a lane of its own, so that neither looks of
     * gates nor checks of other jobs wait for it, and is interrupted when it takes too long.
     */
    private void publish(Platform platform, ReportSection section, Result effect, Work then)
            throws IOException, InterruptedException {
        String name = Util.fixNull(checkName);
        FutureTask<Boolean> publishing = new FutureTask<>(() -> platform.publishCheck(name, section, effect)) {
            @Override
            protected void done() {
                submit(p -> {
                    tell(p, this);
                    then.run(p);
                });
            }
        };
        platform.timer()
                .schedule(() -> publishing.cancel(true), publishingLimit().toMillis(), TimeUnit.MILLISECONDS);
        try {
            platform.servers().of(checksOf(platform.build())).execute(publishing);
        } catch (RejectedExecutionException e) {
            publishing.cancel(true);
        }
    }

    /** Jobs may have theirs on different servers; which, only the publisher knows. */
    private static String checksOf(String build) {
        int number = build.lastIndexOf(" #");
        return "checks of " + (number < 0 ? build : build.substring(0, number));
    }

    /** What a person should know of the publication that is over. */
    private void tell(Platform platform, Future<Boolean> published) throws IOException, InterruptedException {
        try {
            if (!published.get()) {
                platform.log()
                        .println(
                                "WARNING: publishChecks needs the plugin Checks API, which is not active in this Jenkins.");
            }
        } catch (CancellationException e) {
            platform.log()
                    .println("WARNING: The check was not published within "
                            + publishingLimit().toSeconds() + " s; the build continues without it.");
        } catch (ExecutionException e) {
            platform.log()
                    .println("WARNING: The check could not be published: "
                            + Sentences.clause(
                                    Excerpt.of(String.valueOf(e.getCause().getMessage()))) + ".");
        }
    }

    Duration publishingLimit() {
        return PUBLISHING;
    }

    /** A node that is gone takes the files, not the verdict. */
    private static void keep(Platform platform, GateEvidence evidence, String path)
            throws IOException, InterruptedException {
        try {
            platform.workspace().write(path + ".json", evidence.json());
            platform.workspace().write(path + ".xml", evidence.junit(platform.language()));
        } catch (IOException | RuntimeException e) {
            platform.log()
                    .println("WARNING: The evidence could not be written to the workspace: "
                            + Sentences.clause(
                                    Excerpt.of(String.valueOf(StepFailure.of(e).getMessage())))
                            + ". The build's page has the evidence.");
        }
    }

    @Override
    protected void cancel(Platform platform) {
        if (session != null) {
            session.close();
        }
    }

    @Override
    public String getStatus() {
        GateSession current = session;
        LoadProgress progress = sending;
        if (progress != null) {
            return progress.status();
        }
        return current == null
                ? "not started in this session yet"
                : current.gate().status();
    }
}
