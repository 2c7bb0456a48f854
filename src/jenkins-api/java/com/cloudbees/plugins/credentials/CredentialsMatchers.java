package com.cloudbees.plugins.credentials;

@SuppressWarnings({"rawtypes", "unchecked"})
public class CredentialsMatchers {

    public static CredentialsMatcher instanceOf(Class type) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher anyOf(CredentialsMatcher... credentialsMatchers) {
        throw new UnsupportedOperationException("signature only");
    }

    private CredentialsMatchers() {}
}
