package io.jenkins.plugins.seldon.freestyle;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Node;
import hudson.model.Result;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Lets a Pipeline step run in a freestyle build: answers what the step asks of its surroundings and takes its outcome.
 * Lives as long as the build step; nothing of it is persisted, since a freestyle build does not survive a restart.
 */
final class BuildStepContext extends StepContext {

    private static final long serialVersionUID = 1L;

    private final transient AbstractBuild<?, ?> build;
    private final transient Launcher launcher;
    private final transient BuildListener listener;
    private final transient EnvVars environment;
    private final transient CompletableFuture<Object> outcome = new CompletableFuture<>();

    /**
     * @param environment the build's, as it is told to the build's own thread: to another one Jenkins tells none of the node,
     *     so that whatever puts a folder on the PATH would leave nothing but that on it
     */
    BuildStepContext(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener, EnvVars environment) {
        this.build = build;
        this.launcher = launcher;
        this.listener = listener;
        this.environment = environment;
    }

    /**
     * Runs a step to its end. An interruption of the calling thread stops the step, and is thrown on when the step has
     * reported that it has stopped. So is one that comes when the step has succeeded and nobody has been told yet: the
     * build's next step would begin although the build was aborted.
     *
     * @return what the step returned
     * @throws IOException what the step failed with; a failure of another kind is wrapped
     */
    Object run(Step step) throws IOException, InterruptedException {
        try {
            StepExecution execution = step.start(this);
            if (!execution.start()) {
                awaitOrStop(execution);
            }
            Object value = outcome.get();
            if (Thread.interrupted()) {
                throw new InterruptedException("aborted while the step ended");
            }
            return value;
        } catch (ExecutionException e) {
            return rethrow(e.getCause());
        } catch (Exception e) {
            return rethrow(e);
        }
    }

    private void awaitOrStop(StepExecution execution) throws Exception {
        try {
            outcome.get();
        } catch (ExecutionException e) {
            return;
        } catch (InterruptedException e) {
            execution.stop(e);
            outcome.handle((value, failure) -> null).join();
            throw e;
        }
    }

    private static Object rethrow(Throwable failure) throws IOException, InterruptedException {
        if (failure instanceof InterruptedException interruption) {
            throw interruption;
        }
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException bug) {
            throw bug;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new IOException(failure);
    }

    @Override
    public <T> T get(Class<T> key) {
        if (key == EnvVars.class) {
            return key.cast(new EnvVars(environment));
        }
        FilePath workspace = build.getWorkspace();
        Node node = build.getBuiltOn();
        for (Object candidate : new Object[] {
            build, build.getParent(), launcher, listener, workspace, node, node == null ? null : node.toComputer()
        }) {
            if (key.isInstance(candidate)) {
                return key.cast(candidate);
            }
        }
        return null;
    }

    @Override
    public void onSuccess(Object result) {
        outcome.complete(result);
    }

    @Override
    public void onFailure(Throwable failure) {
        outcome.completeExceptionally(failure);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public ListenableFuture<Void> saveState() {
        return Futures.immediateFuture(null);
    }

    @Override
    public void setResult(Result result) {
        build.setResult(result);
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        throw new IllegalStateException("a freestyle build step has no body");
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
