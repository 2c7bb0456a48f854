package hudson;

import hudson.model.Describable;
import hudson.model.Saveable;
import hudson.util.Secret;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.Proxy;

public final class ProxyConfiguration implements Describable<ProxyConfiguration>, Saveable, Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final int port;

    public ProxyConfiguration(String text, int number) {
        this.name = Util.fixEmptyAndTrim(text);
        this.port = number;
    }

    public String getUserName() {
        throw new UnsupportedOperationException("signature only");
    }

    public Secret getSecretPassword() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getName() {
        return name;
    }

    public Proxy createProxy(String text) {
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(name, port));
    }

    public void save() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }
}
