package com.cloudbees.plugins.credentials;

/** What stands in for the plugin's own, which nobody but tests makes here. */
public class CredentialsUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CredentialsUnavailableException(String property, String reason) {
        super("Property \"" + property + "\" is currently unavailable, reason: " + reason);
    }
}
