package org.jenkinsci.plugins.workflow.steps;

public abstract class SynchronousNonBlockingStepExecution<T> extends StepExecution {

    protected SynchronousNonBlockingStepExecution(StepContext stepContext) {}

    protected abstract T run() throws Exception;

    public final boolean start() throws Exception {
        throw new UnsupportedOperationException("signature only");
    }

    public void stop(Throwable throwable) throws Exception {
        throw new UnsupportedOperationException("signature only");
    }

    public void onResume() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getStatus() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean blocksRestart() {
        throw new UnsupportedOperationException("signature only");
    }
}
