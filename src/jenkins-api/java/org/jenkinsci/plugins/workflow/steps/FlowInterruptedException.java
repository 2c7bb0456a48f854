package org.jenkinsci.plugins.workflow.steps;

import hudson.model.Result;
import java.util.Arrays;
import java.util.List;
import jenkins.model.CauseOfInterruption;

public final class FlowInterruptedException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    private final Result result;

    private final List<CauseOfInterruption> causes;

    private Boolean actualInterruption;

    public FlowInterruptedException(Result result, CauseOfInterruption... causeOfInterruptions) {
        this(result, true, causeOfInterruptions);
    }

    public FlowInterruptedException(Result result, boolean flag, CauseOfInterruption... causeOfInterruptions) {
        this.result = result;
        this.causes = Arrays.asList(causeOfInterruptions);
        this.actualInterruption = flag;
    }

    public Result getResult() {
        return result;
    }

    public List<CauseOfInterruption> getCauses() {
        return causes;
    }

    public String getMessage() {
        return causes.isEmpty() ? null : causes.get(0).getShortDescription();
    }
}
