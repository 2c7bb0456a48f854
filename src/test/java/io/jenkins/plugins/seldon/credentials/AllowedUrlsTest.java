package io.jenkins.plugins.seldon.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedUrlsTest {

    @ParameterizedTest(name = "{0} allows {1}: {2}")
    @CsvSource({
        "https://a.example/,              https://a.example/x,               true",
        "https://a.example,               https://A.EXAMPLE,                 true",
        "https://a.example,               https://a.example:443/metrics,     true",
        "https://a.example,               https://a.example:6443,            false",
        "https://a.example,               http://a.example,                  false",
        "https://a.example,               https://a.example.evil.test,       false",
        "https://a.example,               https://user@a.example/,           false",
        "https://a.example/prom,          https://a.example/prom/api,        true",
        "https://a.example/prom,          https://a.example/prometheus,      false",
        "https://a.example/prom,          https://a.example/prom/../admin,   false",
        "https://a.example/prom,          https://a.example/prom/%2e%2e/adm, false",
        "https://a.example/prom,          https://a.example/prom/..;/admin,  false",
        "https://a.example/prom,          https://a.example/prom/..;a=b/x,   false",
        "https://a.example/prom,          https://a.example/prom/%252e%252e/x, false",
        "https://a.example/prom,          https://a.example/prom/..%5Cadmin, false",
        "https://a.example/prom,          https://a.example/prom/x%5C..%5C..%5Cadm, false",
        "https://a.example/prom,          https://a.example/prom/x%5c../../adm, false",
        "https://a.example/prom,          https://a.example/prom/x%2f../../adm, false",
        "https://a.example/prom,          https://a.example/prom%2F..%2Fadm, false",
        "https://a.example/prom,          https://a.example./prom,           false",
        "https://a.example/prom,          https://a.example/prom/a..b,       true",
        "https://*.k8s.example:6443,      https://one.k8s.example:6443,      true",
        "https://*.k8s.example:6443,      https://k8s.example:6443,          false",
        "https://*.k8s.example:6443,      https://evilk8s.example:6443,      false",
        "*,                               http://anything.example:9090/x,    true",
        "*,                               file:///etc/passwd,                false",
        "*,                               not a url,                         false",
    })
    void aPrefixCoversTheSameSchemeHostPortAndThePathsBelowIt(String line, String url, boolean allowed) {
        assertThat(new AllowedUrls(line).allow(url)).isEqualTo(allowed);
    }

    /** A gateway tells its virtual hosts apart by the header alone. */
    @ParameterizedTest
    @CsvSource({
        "https://a.example/x,  b.example,          https://b.example/x",
        "https://a.example/x,  b.example:8443,     https://b.example:8443/x",
        "https://a.example/x,  a.example/@evil,    a.example/@evil",
        "https://a.example/x,  user@a.example,     user@a.example",
        "https://a.example,    a.example?,         a.example?",
    })
    void anotherHostInTheHeaderIsAnotherUrl(String url, String host, String asked) {
        assertThat(AllowedUrls.withHost(url, host)).isEqualTo(asked);
        assertThat(new AllowedUrls("https://a.example").allow(asked)).isFalse();
    }

    @Test
    void anEmptyListAllowsNothing() {
        assertThat(new AllowedUrls("").allow("https://a.example/")).isFalse();
        assertThat(new AllowedUrls(null).allow("https://a.example/")).isFalse();
    }

    @Test
    void eachLineCounts() {
        AllowedUrls allowed = new AllowedUrls("https://a.example\r\n\n  https://b.example  ");
        assertThat(allowed.allow("https://b.example/x")).isTrue();
        assertThat(allowed.allow("https://c.example/x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.example", "ftp://a.example", "https://", "https://u:p@a.example", "http://a b"})
    void aLineThatIsNoUrlPrefixIsNamed(String line) {
        assertThatThrownBy(() -> new AllowedUrls(line))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageContaining(line);
    }
}
