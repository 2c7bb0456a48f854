package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;

public abstract class BodyExecutionCallback implements Serializable {

    public BodyExecutionCallback() {}

    public void onStart(StepContext stepContext) {
        throw new UnsupportedOperationException("signature only");
    }

    public abstract void onSuccess(StepContext stepContext, Object value);

    public abstract void onFailure(StepContext stepContext, Throwable throwable);
}
