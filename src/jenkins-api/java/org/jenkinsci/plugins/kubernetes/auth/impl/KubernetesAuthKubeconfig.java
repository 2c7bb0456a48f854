package org.jenkinsci.plugins.kubernetes.auth.impl;

import io.fabric8.kubernetes.client.ConfigBuilder;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthConfig;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthException;

public class KubernetesAuthKubeconfig implements KubernetesAuth {
    private final String kubeconfig;

    public KubernetesAuthKubeconfig(String text) {
        this.kubeconfig = text;
    }

    public String buildKubeConfig(KubernetesAuthConfig kubernetesAuthConfig) {
        throw new UnsupportedOperationException("signature only");
    }

    public ConfigBuilder decorate(ConfigBuilder configBuilder, KubernetesAuthConfig kubernetesAuthConfig) {
        throw new UnsupportedOperationException("signature only");
    }

    public io.fabric8.kubernetes.api.model.ConfigBuilder buildConfigBuilder(
            KubernetesAuthConfig kubernetesAuthConfig, String text, String text2, String text3)
            throws KubernetesAuthException {
        throw new UnsupportedOperationException("signature only");
    }

    public String getKubeconfig() {
        return kubeconfig;
    }
}
