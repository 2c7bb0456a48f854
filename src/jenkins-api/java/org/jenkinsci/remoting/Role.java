package org.jenkinsci.remoting;

public final class Role {
    private final String name;

    public Role(String text) {
        this.name = text;
    }

    public String getName() {
        return name;
    }
}
