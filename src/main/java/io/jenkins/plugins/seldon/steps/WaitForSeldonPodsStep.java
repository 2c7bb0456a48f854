package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.LabelSelector;
import io.jenkins.plugins.seldon.readiness.PodTable;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WorkloadName;
import io.jenkins.plugins.seldon.readiness.wait.Outcome;
import io.jenkins.plugins.seldon.readiness.wait.RolloutWait;
import io.jenkins.plugins.seldon.readiness.watch.Reachability.Contact;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Language;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code waitForSeldonPods}: waits until the analytics release, or other workloads of a namespace, are ready, and fails as
 * soon as they can't be.
 *
 * <p>Needs no node: outside {@code node} it holds no executor, nowhere a thread. Survives a restart of the controller
 * with the deadline that it had. Returns the pods, a list of maps: {@code name, ready, phase, restarts, node,
 * ageSeconds}.
 */
public final class WaitForSeldonPodsStep extends ClusterStep {

    private static final int DEFAULT_TIMEOUT_SECONDS = 600;
    private static final int DEFAULT_FAILURE_GRACE_SECONDS = (int) Criteria.DEFAULT_FAILURE_GRACE.toSeconds();
    private static final int DEFAULT_MIN_RUNNING_SECONDS = (int) Criteria.DEFAULT_MIN_RUNNING.toSeconds();

    /** Each is looked for in each snapshot of the namespace. */
    private static final int MOST_WORKLOADS = 1_000;

    private static final long serialVersionUID = 1L;

    private String selector;
    private String deployment;
    private String workloads;
    private Integer minPods;
    private Integer timeoutSeconds;
    private int stableSeconds;
    private Integer failureGraceSeconds;
    private Integer minRunningSeconds;

    @DataBoundConstructor
    public WaitForSeldonPodsStep() {}

    /** A label selector, instead of a release. */
    public String getSelector() {
        return Util.fixNull(selector);
    }

    @DataBoundSetter
    public void setSelector(String selector) {
        this.selector = Util.fixEmptyAndTrim(selector);
    }

    /** A SeldonDeployment, or another model's object by kind and name, instead of a release. */
    public String getDeployment() {
        return Util.fixNull(deployment);
    }

    @DataBoundSetter
    public void setDeployment(String deployment) {
        this.deployment = Util.fixEmptyAndTrim(deployment);
    }

    /** Workloads by kind and name, separated by commas or white space, instead of a release; on one line, as a form has it. */
    public String getWorkloads() {
        return Util.fixNull(workloads).replaceAll("\\s+", " ");
    }

    @DataBoundSetter
    public void setWorkloads(String workloads) {
        this.workloads = Util.fixEmptyAndTrim(workloads);
    }

    /** How many pods must be ready at least. */
    public int getMinPods() {
        return minPods == null ? Criteria.DEFAULT_MIN_PODS : minPods;
    }

    @DataBoundSetter
    public void setMinPods(int minPods) {
        this.minPods = unless(Criteria.DEFAULT_MIN_PODS, minPods);
    }

    /** When to give up, in seconds from the start. */
    public int getTimeoutSeconds() {
        return timeoutSeconds == null ? DEFAULT_TIMEOUT_SECONDS : timeoutSeconds;
    }

    @DataBoundSetter
    public void setTimeoutSeconds(int timeoutSeconds) {
        this.timeoutSeconds = unless(DEFAULT_TIMEOUT_SECONDS, timeoutSeconds);
    }

    /** How long everything must stay ready, in seconds. */
    public int getStableSeconds() {
        return stableSeconds;
    }

    @DataBoundSetter
    public void setStableSeconds(int stableSeconds) {
        this.stableSeconds = stableSeconds;
    }

    /** How long a failure may last before the step gives up, beside what Kubernetes' own clocks give it, in seconds. */
    public int getFailureGraceSeconds() {
        return failureGraceSeconds == null ? DEFAULT_FAILURE_GRACE_SECONDS : failureGraceSeconds;
    }

    @DataBoundSetter
    public void setFailureGraceSeconds(int failureGraceSeconds) {
        this.failureGraceSeconds = unless(DEFAULT_FAILURE_GRACE_SECONDS, failureGraceSeconds);
    }

    /** How long a container must have run that has no readiness probe or has ended before, in seconds. */
    public int getMinRunningSeconds() {
        return minRunningSeconds == null ? DEFAULT_MIN_RUNNING_SECONDS : minRunningSeconds;
    }

    @DataBoundSetter
    public void setMinRunningSeconds(int minRunningSeconds) {
        this.minRunningSeconds = unless(DEFAULT_MIN_RUNNING_SECONDS, minRunningSeconds);
    }

    /** What is persisted of a number: nothing where it is the usual one, as after a form that leaves it alone. */
    private static Integer unless(int usual, int given) {
        return given == usual ? null : (Integer) given;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    /** @throws InvalidOptionException with a sentence, where the options contradict each other or can't be read */
    Criteria criteria() {
        if (getTimeoutSeconds() < 1) {
            throw new InvalidOptionException("timeoutSeconds must be at least 1.");
        }
        return new Criteria(
                        subject(),
                        getMinPods(),
                        Duration.ofSeconds(stableSeconds),
                        Duration.ofSeconds(getFailureGraceSeconds()),
                        Duration.ofSeconds(getMinRunningSeconds()))
                .within(Duration.ofSeconds(getTimeoutSeconds()));
    }

    private Subject subject() {
        boolean isReleaseGiven = !getReleaseName().equals(DEFAULT_RELEASE);
        long others = Stream.of(selector, deployment, workloads)
                .filter(option -> option != null)
                .count();
        if (others > (isReleaseGiven ? 0 : 1)) {
            throw new InvalidOptionException(
                    "The step waits for one of releaseName, selector, deployment and workloads; use a step for each.");
        }
        if (selector != null) {
            return new Subject.Selected(LabelSelector.parse(selector));
        }
        if (deployment != null) {
            return WaitForm.named(deployment);
        }
        if (workloads != null) {
            return new Subject.Named(workloads(workloads));
        }
        return new Subject.Release(getReleaseName());
    }

    /** @throws InvalidOptionException with a sentence, where one is no workload's name, or there are too many */
    static List<WorkloadName> workloads(String names) {
        List<WorkloadName> workloads = Arrays.stream(names.split("[,\\s]+"))
                .filter(name -> !name.isEmpty())
                .limit(MOST_WORKLOADS + 1L)
                .map(WorkloadName::parse)
                .toList();
        if (workloads.size() > MOST_WORKLOADS) {
            throw new InvalidOptionException("workloads names more than " + MOST_WORKLOADS
                    + "; wait for them by a selector, or with a step for each part.");
        }
        return workloads;
    }

    /** Keeps the deadline, and since when all is ready, over a restart. */
    static final class Execution extends ClusterStepExecution<WaitForSeldonPodsStep> {

        private static final long serialVersionUID = 1L;

        /** For a look at what has become of it while the controller was away, where that was longer than the wait. */
        private static final Duration LAST_LOOK = Duration.ofSeconds(5);

        private static final Logger LOGGER = Logger.getLogger(WaitForSeldonPodsStep.class.getName());

        /** Milliseconds since the epoch; 0 before the wait has begun. */
        private volatile long deadline;

        /** Milliseconds since the epoch; 0 where not everything is ready. */
        private volatile long readySince;

        private transient volatile RolloutWait wait;

        Execution(WaitForSeldonPodsStep step, StepContext context) {
            super(step, context);
        }

        /** Beside the wait's own time: the diagnosis at its end. */
        @Override
        protected Duration longest(Platform platform) {
            return Duration.ofSeconds(step().getTimeoutSeconds()).plusMinutes(2);
        }

        @Override
        protected String subject() {
            return step().getDeployment();
        }

        @Override
        protected void brokenOff(Platform platform, String sentence) throws IOException, InterruptedException {
            platform.report(new ReportSection(
                    ReportSection.Kind.PODS, step().subject().toString(), "broken off", sentence, Map.of()));
        }

        @Override
        protected void begin(Platform platform) throws Exception {
            Criteria criteria = step().criteria();
            deadline = platform.clock().millis()
                    + Duration.ofSeconds(step().getTimeoutSeconds()).toMillis();
            save();
            PrintStream log = platform.log();
            log.println("Waiting for " + criteria.subject() + " in namespace " + step().getNamespace() + ", "
                    + PodTable.human(Duration.ofSeconds(step().getTimeoutSeconds())) + " at most.");
            if (platform.insideNode()) {
                log.println("This node stays occupied until the wait is over; a Pipeline needs none for it.");
            }
            await(criteria, platform, Contact.FIRST, Instant.ofEpochMilli(deadline));
        }

        @Override
        protected void resume(Platform platform) throws Exception {
            if (deadline == 0) {
                begin(platform);
                return;
            }
            Criteria criteria = step().criteria();
            Duration left =
                    Duration.ofMillis(Math.max(0, deadline - platform.clock().millis()));
            platform.log()
                    .println("Resuming the wait for " + criteria.subject() + ", " + PodTable.human(left) + " left.");
            Instant end = platform.clock().instant().plus(left.compareTo(LAST_LOOK) < 0 ? LAST_LOOK : left);
            await(criteria, platform, Contact.AGAIN, end);
        }

        private void await(Criteria criteria, Platform platform, Contact contact, Instant end) {
            RolloutWait.Request request = new RolloutWait.Request(
                    () -> platform().connect(step()),
                    criteria,
                    end,
                    contact,
                    readySince == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(readySince)));
            RolloutWait.Site site = new RolloutWait.Site(
                    platform.watches(),
                    platform.timer(),
                    platform.workers(),
                    platform.nodeCalls(),
                    platform.servers(),
                    platform.clock());
            wait = new RolloutWait(request, site, new Reporter(platform.language()));
            wait.start();
        }

        @Override
        protected void cancel(Platform platform) {
            RolloutWait current = wait;
            if (current != null) {
                current.cancel();
            }
        }

        @Override
        public String getStatus() {
            RolloutWait current = wait;
            return "waiting for pods" + (current == null ? "" : ": " + current.status());
        }

        /** Brings what the wait says to the build. */
        private final class Reporter implements RolloutWait.Listener {

            private final Language language;

            Reporter(Language language) {
                this.language = language;
            }

            @Override
            public void log(String line) {
                log(List.of(line));
            }

            /** Where the build's log is has to be looked up: once for all lines. */
            private void log(List<String> lines) {
                try {
                    lines.forEach(platform().log()::println);
                } catch (IOException e) {
                    LOGGER.log(Level.FINE, "Lines for the build's log are lost.", e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void readySince(Optional<Instant> since) {
                readySince = since.map(Instant::toEpochMilli).orElse(0L);
                if (step().stableSeconds > 0) {
                    save();
                }
            }

            @Override
            public void ended(Outcome outcome) {
                String sentence = words().learn(outcome.headline(), language);
                ReturnedPods returned = ReturnedPods.of(step().subject().toString(), outcome);
                List<String> lines = new ArrayList<>(outcome.details());
                report(returned.section());
                if (outcome.kind() == Outcome.Kind.READY) {
                    lines.add(sentence);
                    log(lines);
                    succeed(returned.pods());
                } else {
                    log(lines);
                    fail(new AbortException(sentence));
                }
            }

            @Override
            public void broken(Exception cause) {
                fail(cause);
            }

            private void report(ReportSection section) {
                try {
                    platform().report(section);
                } catch (IOException e) {
                    LOGGER.log(Level.FINE, "The build's report lacks the pods.", e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** The step's name, and what it asks of its surroundings. */
    @Extension
    public static class DescriptorImpl extends WaitForm {

        @Override
        public String getFunctionName() {
            return "waitForSeldonPods";
        }

        @Override
        public String getDisplayName() {
            return Messages.WaitForSeldonPodsStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
