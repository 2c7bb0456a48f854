package org.jenkinsci.plugins.kubernetes.auth;

public class KubernetesAuthConfig {
    private final String serverUrl;

    private final String caCertificate;

    private final boolean skipTlsVerify;

    public KubernetesAuthConfig(String text, String text2, boolean flag) {
        this.serverUrl = text;
        this.caCertificate = text2;
        this.skipTlsVerify = flag;
    }
}
