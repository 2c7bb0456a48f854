package hudson.model;

import hudson.PluginWrapper;
import hudson.XmlFile;
import hudson.security.Permission;
import jakarta.servlet.ServletException;
import java.io.IOException;
import jenkins.model.GlobalConfigurationCategory;
import jenkins.model.Loadable;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class Descriptor<T extends Describable<T>> implements Loadable, Saveable {

    public final transient Class<? extends T> clazz;

    protected Descriptor(Class<? extends T> type) {
        this.clazz = type;
    }

    protected Descriptor() {
        this.clazz = (Class<? extends T>) getClass().getEnclosingClass();
    }

    public String getDisplayName() {
        return clazz.getSimpleName();
    }

    public String getId() {
        return clazz.getName();
    }

    public Class<T> getT() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getDescriptorUrl() {
        throw new UnsupportedOperationException("signature only");
    }

    public T newInstance(StaplerRequest2 staplerRequest2, JSONObject jSONObject) throws Descriptor.FormException {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T> T bindJSON(StaplerRequest2 staplerRequest2, Class<T> type, JSONObject jSONObject) {
        throw new UnsupportedOperationException("signature only");
    }

    public String getHelpFile() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getHelpFile(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public final boolean isInstance(T value) {
        throw new UnsupportedOperationException("signature only");
    }

    public final boolean isSubTypeOf(Class type) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean configure(StaplerRequest2 staplerRequest2, JSONObject jSONObject) throws Descriptor.FormException {
        throw new UnsupportedOperationException("signature only");
    }

    public String getConfigPage() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getGlobalConfigPage() {
        throw new UnsupportedOperationException("signature only");
    }

    public GlobalConfigurationCategory getCategory() {
        throw new UnsupportedOperationException("signature only");
    }

    public Permission getRequiredGlobalConfigPagePermission() {
        throw new UnsupportedOperationException("signature only");
    }

    public synchronized void save() {}

    public synchronized void load() {}

    protected XmlFile getConfigFile() {
        throw new UnsupportedOperationException("signature only");
    }

    protected PluginWrapper getPlugin() {
        throw new UnsupportedOperationException("signature only");
    }

    protected static Class self() {
        throw new UnsupportedOperationException("signature only");
    }

    public static final class FormException extends Exception implements HttpResponse {
        private static final long serialVersionUID = 1L;

        private final String formField;

        public FormException(String text, String text2) {
            super(text);
            this.formField = text2;
        }

        public FormException(String text, Throwable throwable, String text2) {
            super(text, throwable);
            this.formField = text2;
        }

        public FormException(Throwable throwable, String text) {
            super(throwable);
            this.formField = text;
        }

        public String getFormField() {
            return formField;
        }

        public void generateResponse(StaplerRequest2 staplerRequest2, StaplerResponse2 staplerResponse2, Object value)
                throws IOException, ServletException {
            throw new UnsupportedOperationException("signature only");
        }
    }
}
