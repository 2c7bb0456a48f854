package org.jenkinsci.plugins.workflow.steps;

import hudson.EnvVars;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;

public abstract class EnvironmentExpander implements Serializable {

    public EnvironmentExpander() {}

    public abstract void expand(EnvVars envVars) throws IOException, InterruptedException;

    public Set<String> getSensitiveVariables() {
        throw new UnsupportedOperationException("signature only");
    }

    public static EnvironmentExpander constant(Map<String, String> map) {
        throw new UnsupportedOperationException("signature only");
    }

    public static EnvironmentExpander merge(
            EnvironmentExpander environmentExpander, EnvironmentExpander environmentExpander2) {
        throw new UnsupportedOperationException("signature only");
    }
}
