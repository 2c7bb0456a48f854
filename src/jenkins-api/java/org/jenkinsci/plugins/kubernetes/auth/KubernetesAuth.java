package org.jenkinsci.plugins.kubernetes.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.client.ConfigBuilder;

public interface KubernetesAuth {

    ConfigBuilder decorate(ConfigBuilder configBuilder, KubernetesAuthConfig kubernetesAuthConfig)
            throws KubernetesAuthException;

    String buildKubeConfig(KubernetesAuthConfig kubernetesAuthConfig)
            throws JsonProcessingException, KubernetesAuthException;

    io.fabric8.kubernetes.api.model.ConfigBuilder buildConfigBuilder(
            KubernetesAuthConfig kubernetesAuthConfig, String text, String text2, String text3)
            throws KubernetesAuthException;
}
