package hudson.tools;

import hudson.ExtensionPoint;
import hudson.FilePath;
import hudson.model.Describable;
import hudson.model.Node;
import hudson.model.TaskListener;
import java.io.IOException;

public abstract class ToolInstaller implements Describable<ToolInstaller>, ExtensionPoint {

    private final String label;

    protected ToolInstaller(String text) {
        this.label = text;
    }

    public final String getLabel() {
        return label;
    }

    public abstract FilePath performInstallation(
            ToolInstallation toolInstallation, Node node, TaskListener taskListener)
            throws IOException, InterruptedException;

    protected final FilePath preferredLocation(ToolInstallation toolInstallation, Node node) {
        throw new UnsupportedOperationException("signature only");
    }
}
