package io.jenkins.plugins.seldon.node;

import hudson.model.Result;
import io.jenkins.plugins.seldon.gate.Turns;
import io.jenkins.plugins.seldon.helm.ChildProcesses;
import io.jenkins.plugins.seldon.helm.tool.HelmTool;
import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.readiness.watch.SharedWatches;
import io.jenkins.plugins.seldon.report.ReportSection;
import io.jenkins.plugins.seldon.text.Language;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * What a running step needs of the place it runs in: Jenkins' credentials, agents and threads, or what stands in for
 * them in the demo and in tests.
 *
 * <p>Obtained anew with {@link #of(StepContext)} each time and never persisted: an agent may have reconnected, a
 * credential may have been rotated. Every method but {@link #clock}, {@link #timer} and the pools may block, so
 * none of them is called in {@code StepExecution.start()}.
 */
public interface Platform extends Connections {

    /** Names the {@code helm} that is found on the agent's PATH. */
    String HELM_ON_PATH = "PATH";

    /** The watches that the waits of all builds share; they go with {@link #clients}. */
    SharedWatches watches();

    /** Lets gates of one deployment measure one after another, whichever builds they are of. */
    Turns turns();

    /** The build's log. */
    PrintStream log() throws IOException, InterruptedException;

    /** Whether the log shows ANSI's colours; where it does not, what makes them would be read as it is. */
    default boolean hasColours() throws IOException, InterruptedException {
        return false;
    }

    /** The language in which the log says what came of the step: the controller's, whoever reads it. */
    Language language();

    /** What other builds are told that they wait for: the build's full name. */
    String build() throws IOException, InterruptedException;

    /** True inside a {@code node} block and in a freestyle build, where an executor and a workspace are held. */
    boolean insideNode() throws IOException, InterruptedException;

    /** Makes a round trip to the surrounding node, if there is one: returns when it has answered. */
    void reachNode() throws IOException, InterruptedException;

    /**
     * The workspace of the surrounding node.
     *
     * @throws hudson.AbortException outside a node
     */
    Workspace workspace() throws IOException, InterruptedException;

    /**
     * Where bursts are sent from: the surrounding node; outside of one the controller, where an administrator allows it.
     *
     * @throws hudson.AbortException with a sentence outside a node, where nobody allows it
     */
    LoadSite loadSite() throws IOException, InterruptedException;

    /** The administrator's caps on bursts. */
    LoadLimits loadLimits();

    /**
     * Whether the controller goes down. It breaks off what its agents do before it is gone; a Pipeline has been put to
     * sleep by then, so that how its steps end now is forgotten, and they go on after the restart.
     */
    default boolean isGoingDown() {
        return false;
    }

    /** Adds what the step has to show to the build's report. */
    void report(ReportSection section) throws IOException, InterruptedException;

    /** A name for a gate's check that no other gate of this build has; empty where there is nobody to publish it. */
    default String checkName(ReportSection section) throws IOException, InterruptedException {
        return "";
    }

    /**
     * Publishes a gate as a check beside the build's commit; may block.
     *
     * @param name the gate's own of {@link #checkName}, the same each time that it is published; empty for the usual one
     * @param effect what becomes of the build for it
     * @return false where there is nobody to publish it
     */
    default boolean publishCheck(String name, ReportSection section, Result effect)
            throws IOException, InterruptedException {
        return false;
    }

    /**
     * Makes the workspace's folder of evidence this build's: what earlier builds have left of evidence in it is deleted.
     * Again, or outside of a node, it does nothing.
     */
    void claimEvidence() throws IOException, InterruptedException;

    /**
     * A path that no other gate of this build writes its evidence to.
     *
     * @param wanted taken by the first that asks for it; others get it with a number
     */
    String evidencePath(String wanted) throws IOException, InterruptedException;

    /**
     * Where Helm's own JVM runs: the surrounding node.
     *
     * @throws hudson.AbortException outside a node
     */
    ChildProcesses childProcesses() throws IOException, InterruptedException;

    /**
     * A {@code helm} executable where the step's programs run: on the surrounding node, or in the container around the
     * step.
     *
     * @param name that of a Helm installation, or {@link #HELM_ON_PATH}
     * @throws hudson.AbortException outside a node
     */
    HelmTool helmTool(String name) throws IOException, InterruptedException;

    /** The wall clock that deadlines are read from. */
    Clock clock();

    /** Triggers only; what it triggers runs on one of the following. */
    ScheduledExecutorService timer();

    /** A bounded pool of daemon threads for what computes and waits for nobody. */
    ExecutorService workers();

    /** Calls from the controller to servers, in lanes by server. */
    Hosts servers();

    /** Runs short calls to the surrounding node, in its lane; without a node, those of all such steps share one. */
    Executor nodeCalls();

    /** Runs work that lasts as long as a process or a burst on the surrounding node, in its lane. */
    Executor nodeWorkers();

    /** A pool of its own for ending what stopped steps have under way. */
    ExecutorService stoppers();

    /** The platform that a step's context carries; Jenkins itself where it carries none. */
    static Platform of(StepContext context) throws IOException, InterruptedException {
        Platform own = context.get(Platform.class);
        return own != null ? own : new JenkinsPlatform(context);
    }
}
