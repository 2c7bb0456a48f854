package hudson;

import hudson.model.Describable;
import hudson.model.Saveable;
import hudson.util.Secret;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

public final class ProxyConfiguration implements Describable<ProxyConfiguration>, Saveable, Serializable {
    private static final long serialVersionUID = 1L;

    private String noProxy;

    private String userName;

    private Secret secretPassword;

    public final String name;

    public final int port;

    public ProxyConfiguration(String text, int number) {
        this(text, number, null, null);
    }

    public ProxyConfiguration(String text, int number, String text2, String text3) {
        this(text, number, text2, text3, null);
    }

    public ProxyConfiguration(String text, int number, String text2, String text3, String text4) {
        this.name = text;
        this.port = number;
        this.userName = text2;
        this.secretPassword = Secret.fromString(text3);
        this.noProxy = text4;
    }

    public String getUserName() {
        return userName;
    }

    public Secret getSecretPassword() {
        return secretPassword;
    }

    public int getPort() {
        return port;
    }

    public String getName() {
        return name;
    }

    public List<Pattern> getNoProxyHostPatterns() {
        return getNoProxyHostPatterns(noProxy);
    }

    public String getNoProxyHost() {
        return noProxy;
    }

    public static List<Pattern> getNoProxyHostPatterns(String text) {
        return text == null
                ? List.of()
                : Stream.of(text.split("[ \\t\\n,|]+"))
                        .filter(host -> !host.isEmpty())
                        .map(host -> Pattern.compile(host.replace(".", "\\.").replace("*", ".*")))
                        .collect(Collectors.toList());
    }

    public void setSecretPassword(Secret secret) {
        this.secretPassword = secret;
    }

    public void setUserName(String text) {
        this.userName = text;
    }

    public void setNoProxyHost(String text) {
        this.noProxy = text;
    }

    public Proxy createProxy(String text) {
        return getNoProxyHostPatterns().stream()
                        .anyMatch(pattern -> pattern.matcher(text).matches())
                ? Proxy.NO_PROXY
                : new Proxy(Proxy.Type.HTTP, new InetSocketAddress(name, port));
    }

    public void save() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }
}
