package hudson.tools;

import hudson.model.Descriptor;

public abstract class ToolInstallerDescriptor<T extends ToolInstaller> extends Descriptor<ToolInstaller> {

    public ToolInstallerDescriptor() {}

    public boolean isApplicable(Class<? extends ToolInstallation> type) {
        return true;
    }
}
