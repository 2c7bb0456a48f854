package hudson;

import hudson.model.ModelObject;
import java.net.URL;

public class PluginWrapper implements Comparable<PluginWrapper>, ModelObject {
    PluginWrapper() {
        this.baseResourceURL = null;
    }

    public final URL baseResourceURL;

    public boolean isActive() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public int compareTo(PluginWrapper pluginWrapper) {
        throw new UnsupportedOperationException("signature only");
    }
}
