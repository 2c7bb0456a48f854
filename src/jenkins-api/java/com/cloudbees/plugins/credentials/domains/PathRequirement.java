package com.cloudbees.plugins.credentials.domains;

public class PathRequirement extends DomainRequirement {
    private static final long serialVersionUID = 1L;

    private final String path;

    public PathRequirement(String text) {
        this.path = text;
    }

    public String getPath() {
        return path;
    }
}
