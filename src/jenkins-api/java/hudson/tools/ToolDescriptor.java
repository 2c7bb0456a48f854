package hudson.tools;

import hudson.model.Descriptor;
import java.util.List;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class ToolDescriptor<T extends ToolInstallation> extends Descriptor<ToolInstallation> {
    private T[] installations;

    protected ToolDescriptor() {}

    public T[] getInstallations() {
        return installations.clone();
    }

    public void setInstallations(T... values) {
        this.installations = values.clone();
    }

    public List<? extends ToolInstaller> getDefaultInstallers() {
        return List.of();
    }

    public boolean configure(StaplerRequest2 staplerRequest2, JSONObject jSONObject) throws Descriptor.FormException {
        throw new UnsupportedOperationException("signature only");
    }
}
