package hudson.model;

import hudson.EnvVars;
import hudson.security.AccessControlled;
import java.io.IOException;

public abstract class Computer extends Actionable implements AccessControlled {

    public Node getNode() {
        throw new UnsupportedOperationException("signature only");
    }

    public EnvVars buildEnvironment(TaskListener taskListener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }

    private Computer() {}
}
