package io.jenkins.plugins.seldon.credentials;

import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ExecLogin;

/** Logs in by the program that a kubeconfig on an agent names, on that agent, with what the build has there. */
@FunctionalInterface
public interface AgentLogins {

    /**
     * Whom the program says that one is, and until when; blocks until it has ended.
     *
     * @throws io.jenkins.plugins.seldon.kubernetes.InvalidConnectionException with a sentence, if it says so of nobody
     */
    ExecLogin.Login by(ExecLogin login, ApiServer server) throws InterruptedException;
}
