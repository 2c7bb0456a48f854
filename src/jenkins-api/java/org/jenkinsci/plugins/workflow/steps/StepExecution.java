package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;

public abstract class StepExecution implements Serializable {
    private static final long serialVersionUID = 1L;

    private StepContext context;

    protected StepExecution(StepContext stepContext) {
        this.context = stepContext;
    }

    public StepContext getContext() {
        if (context == null) {
            throw new IllegalStateException("this execution has no context");
        }
        return context;
    }

    public abstract boolean start() throws Exception;

    public void stop(Throwable throwable) throws Exception {
        getContext().onFailure(throwable);
    }

    public void onResume() {}

    public String getStatus() {
        return null;
    }
}
