package hudson.model;

import jenkins.model.Loadable;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class Descriptor<T extends Describable<T>> implements Loadable, Saveable {

    public final transient Class<? extends T> clazz;

    protected Descriptor() {
        this.clazz = (Class<? extends T>) getClass().getEnclosingClass();
    }

    public String getDisplayName() {
        return clazz.getSimpleName();
    }

    public boolean configure(StaplerRequest2 staplerRequest2, JSONObject jSONObject) throws Descriptor.FormException {
        throw new UnsupportedOperationException("signature only");
    }

    public T newInstance(StaplerRequest2 staplerRequest2, JSONObject jSONObject) throws Descriptor.FormException {
        throw new UnsupportedOperationException("signature only");
    }

    public synchronized void save() {}

    public synchronized void load() {}

    public static final class FormException extends Exception implements HttpResponse {
        private static final long serialVersionUID = 1L;

        public FormException(String message, String formField) {
            super(message);
        }
    }
}
