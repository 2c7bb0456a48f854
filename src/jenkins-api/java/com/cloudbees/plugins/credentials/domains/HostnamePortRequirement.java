package com.cloudbees.plugins.credentials.domains;

public class HostnamePortRequirement extends HostnameRequirement {
    private static final long serialVersionUID = 1L;

    private final int port;

    public HostnamePortRequirement(String text, int number) {
        super(text);
        this.port = number;
    }

    public int getPort() {
        return port;
    }
}
