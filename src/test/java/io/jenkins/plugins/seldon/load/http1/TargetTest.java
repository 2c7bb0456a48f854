package io.jenkins.plugins.seldon.load.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://model.example             | model.example | 80   | model.example      | /",
                "https://model.example/p          | model.example | 443  | model.example      | /p",
                "HTTP://model.example:8080/p?q=%20 | model.example | 8080 | model.example:8080 | /p?q=%20",
                "http://[::1]:81/p                | ::1           | 81   | [::1]:81           | /p",
                "https://[::1]/p                  | ::1           | 443  | [::1]              | /p",
                "http://ann:x@model.example/é#f   | model.example | 80   | model.example      | /%C3%A9",
            })
    void urlsAreTakenApart(String url, String host, int port, String hostHeader, String path) throws Exception {
        Target target = Target.of(url);
        assertThat(target.host()).isEqualTo(host);
        assertThat(target.port()).isEqualTo(port);
        assertThat(target.hostHeader()).isEqualTo(hostHeader);
        assertThat(target.path()).isEqualTo(path);
        assertThat(target.uri().getPath()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "model", "ftp://model/", "http:///p", "http://model:0/", "http://model:65536/", "http://a b/"
            })
    void whatIsNoneIsRefused(String url) {
        assertThatThrownBy(() -> Target.of(url)).isInstanceOf(IOException.class).hasMessageContaining("the URL");
    }
}
