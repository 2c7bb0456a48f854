package com.cloudbees.plugins.credentials.domains;

import java.util.List;

public class URIRequirementBuilder {

    public static URIRequirementBuilder create() {
        throw new UnsupportedOperationException("signature only");
    }

    public static URIRequirementBuilder fromUri(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public URIRequirementBuilder duplicate() {
        throw new UnsupportedOperationException("signature only");
    }

    public URIRequirementBuilder withUri(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public URIRequirementBuilder withoutScheme() {
        throw new UnsupportedOperationException("signature only");
    }

    public URIRequirementBuilder withoutPath() {
        throw new UnsupportedOperationException("signature only");
    }

    public URIRequirementBuilder withoutHostname() {
        throw new UnsupportedOperationException("signature only");
    }

    public URIRequirementBuilder withoutHostnamePort() {
        throw new UnsupportedOperationException("signature only");
    }

    public URIRequirementBuilder withScheme(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public URIRequirementBuilder withPath(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public URIRequirementBuilder withHostname(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public URIRequirementBuilder withHostnamePort(String text, int number) {
        throw new UnsupportedOperationException("signature only");
    }

    public List<DomainRequirement> build() {
        throw new UnsupportedOperationException("signature only");
    }

    private URIRequirementBuilder() {}
}
