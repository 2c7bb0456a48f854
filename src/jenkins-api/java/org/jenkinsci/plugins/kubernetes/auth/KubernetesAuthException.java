package org.jenkinsci.plugins.kubernetes.auth;

public class KubernetesAuthException extends Exception {

    public KubernetesAuthException() {}

    public KubernetesAuthException(String text) {
        super(text);
    }

    public KubernetesAuthException(String text, Throwable throwable) {
        super(text, throwable);
    }

    public KubernetesAuthException(Throwable throwable) {
        super(throwable);
    }
}
