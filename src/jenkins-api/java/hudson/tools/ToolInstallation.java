package hudson.tools;

import hudson.EnvVars;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Node;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

public abstract class ToolInstallation implements Describable<ToolInstallation>, Serializable, ExtensionPoint {
    private static final long serialVersionUID = 1L;

    private final String name;

    private final String home;

    protected ToolInstallation(String text, String text2, List<? extends ToolProperty<?>> list) {
        this.name = text;
        this.home = text2;
    }

    public String getName() {
        return name;
    }

    public String getHome() {
        return home;
    }

    public void buildEnvVars(EnvVars env) {}

    protected String translateFor(Node node, TaskListener taskListener) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("signature only");
    }
}
