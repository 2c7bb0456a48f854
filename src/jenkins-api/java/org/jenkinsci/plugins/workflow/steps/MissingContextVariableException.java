package org.jenkinsci.plugins.workflow.steps;

import java.util.List;

public class MissingContextVariableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Class<?> type;

    public MissingContextVariableException(Class<?> type) {
        this.type = type;
    }

    public MissingContextVariableException(Class<?> type, StepDescriptor stepDescriptor) {
        this.type = type;
    }

    public Class<?> getType() {
        return type;
    }

    public String getMessage() {
        return "Required context " + type + " is missing";
    }

    public List<StepDescriptor> getProviders() {
        throw new UnsupportedOperationException("signature only");
    }
}
