package com.cloudbees.plugins.credentials;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

@SuppressWarnings({"rawtypes", "unchecked"})
public class CredentialsMatchers {

    public static CredentialsMatcher always() {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher never() {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher not(CredentialsMatcher credentialsMatcher) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher instanceOf(Class type) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher withId(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher withScope(CredentialsScope credentialsScope) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher withScopes(CredentialsScope... credentialsScopes) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher withScopes(Collection<CredentialsScope> collection) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher withUsername(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher allOf(CredentialsMatcher... credentialsMatchers) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher anyOf(CredentialsMatcher... credentialsMatchers) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher both(
            CredentialsMatcher credentialsMatcher, CredentialsMatcher credentialsMatcher2) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher either(
            CredentialsMatcher credentialsMatcher, CredentialsMatcher credentialsMatcher2) {
        throw new UnsupportedOperationException("signature only");
    }

    public static CredentialsMatcher noneOf(CredentialsMatcher... credentialsMatchers) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends Credentials> Collection<C> filter(
            Collection<C> collection, CredentialsMatcher credentialsMatcher) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends Credentials> Set<C> filter(Set<C> set, CredentialsMatcher credentialsMatcher) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends Credentials> List<C> filter(List<C> list, CredentialsMatcher credentialsMatcher) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends Credentials> Iterable<C> filter(
            Iterable<C> iterable, CredentialsMatcher credentialsMatcher) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends Credentials, V> Map<C, V> filterKeys(
            Map<C, V> map, CredentialsMatcher credentialsMatcher) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends Credentials, K> Map<K, C> filterValues(
            Map<K, C> map, CredentialsMatcher credentialsMatcher) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends Credentials> C firstOrDefault(
            Iterable<C> iterable, CredentialsMatcher credentialsMatcher, C value) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <C extends Credentials> C firstOrNull(Iterable<C> iterable, CredentialsMatcher credentialsMatcher) {
        throw new UnsupportedOperationException("signature only");
    }

    private CredentialsMatchers() {}
}
