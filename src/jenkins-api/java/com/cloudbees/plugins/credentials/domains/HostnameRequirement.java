package com.cloudbees.plugins.credentials.domains;

public class HostnameRequirement extends DomainRequirement {
    private static final long serialVersionUID = 1L;

    private final String hostname;

    public HostnameRequirement(String text) {
        this.hostname = text;
    }

    public String getHostname() {
        return hostname;
    }
}
