package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;
import java.util.Collection;
import java.util.concurrent.Future;
import jenkins.model.CauseOfInterruption;

public abstract class BodyExecution implements Future<Object>, Serializable {

    public BodyExecution() {}

    public abstract Collection<StepExecution> getCurrentExecutions();

    public boolean cancel(CauseOfInterruption... causeOfInterruptions) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean cancel(boolean flag) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean cancel(Throwable throwable) {
        throw new UnsupportedOperationException("signature only");
    }
}
