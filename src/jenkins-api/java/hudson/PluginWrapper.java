package hudson;

import hudson.model.ModelObject;
import java.net.URL;
import java.util.jar.Manifest;

public class PluginWrapper implements Comparable<PluginWrapper>, ModelObject {
    PluginWrapper() {
        this.baseResourceURL = null;
    }

    public final URL baseResourceURL;

    public String getDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getShortName() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getUrl() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getLongName() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getVersion() {
        throw new UnsupportedOperationException("signature only");
    }

    public Manifest getManifest() {
        throw new UnsupportedOperationException("signature only");
    }

    public int compareTo(PluginWrapper pluginWrapper) {
        throw new UnsupportedOperationException("signature only");
    }
}
