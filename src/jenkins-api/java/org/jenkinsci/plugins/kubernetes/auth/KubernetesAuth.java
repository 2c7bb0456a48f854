package org.jenkinsci.plugins.kubernetes.auth;

import com.fasterxml.jackson.core.JsonProcessingException;

public interface KubernetesAuth {

    String buildKubeConfig(KubernetesAuthConfig kubernetesAuthConfig)
            throws JsonProcessingException, KubernetesAuthException;
}
