package hudson.tools;

import hudson.model.Descriptor;
import hudson.util.FormValidation;
import java.io.File;
import java.util.List;
import jenkins.model.GlobalConfigurationCategory;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class ToolDescriptor<T extends ToolInstallation> extends Descriptor<ToolInstallation> {
    private T[] installations;

    protected ToolDescriptor() {}

    protected ToolDescriptor(Class<T> type) {}

    public T[] getInstallations() {
        return installations.clone();
    }

    public void setInstallations(T... values) {
        this.installations = values.clone();
    }

    public GlobalConfigurationCategory getCategory() {
        throw new UnsupportedOperationException("signature only");
    }

    public List<? extends ToolInstaller> getDefaultInstallers() {
        return List.of();
    }

    public boolean configure(StaplerRequest2 staplerRequest2, JSONObject jSONObject) throws Descriptor.FormException {
        throw new UnsupportedOperationException("signature only");
    }

    public FormValidation doCheckHome(File file) {
        throw new UnsupportedOperationException("signature only");
    }

    protected FormValidation checkHomeDirectory(File file) {
        throw new UnsupportedOperationException("signature only");
    }

    public FormValidation doCheckName(String text) {
        throw new UnsupportedOperationException("signature only");
    }
}
