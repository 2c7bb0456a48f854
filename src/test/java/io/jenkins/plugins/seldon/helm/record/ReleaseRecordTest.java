package io.jenkins.plugins.seldon.helm.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.helm.chart.Values;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseRecordTest {

    private static final String JSON =
            """
            {"name":"web","info":{"status":"pending-upgrade","description":"Preparing upgrade","x":1e400},
             "chart":{"metadata":{"name":"web","version":"1.0","appVersion":"2"}},
             "config":{"a":{"b":1.10}},"manifest":"---\\napiVersion: v1","version":7,"namespace":"n","new":[1]}""";

    @Test
    void isReadAsHelmWroteIt() throws Exception {
        ReleaseRecord record = ReleaseRecord.decode(Base64.getEncoder().encodeToString(JSON.getBytes()));
        assertThat(record.name()).isEqualTo("web");
        assertThat(record.revision()).isEqualTo(7);
        assertThat(record.status()).isEqualTo(ReleaseStatus.PENDING_UPGRADE);
        assertThat(record.chartName()).isEqualTo("web");
        assertThat(record.chartVersion()).isEqualTo("1.0");
        assertThat(record.appVersion()).isEqualTo("2");
        assertThat(record.values()).isEqualTo(Values.of("a: {b: 1.1}", "test"));
        assertThat(record.manifest()).startsWith("---\n");
        assertThat(record.toString()).isEqualTo("web revision 7 pending-upgrade web-1.0");
    }

    @Test
    void anotherStatusLeavesEverythingElseAsItWas() throws Exception {
        ReleaseRecord record = ReleaseRecord.decode(Base64.getEncoder().encodeToString(JSON.getBytes()));
        ReleaseRecord failed =
                ReleaseRecord.decode(record.with(ReleaseStatus.FAILED, "why").encode());
        assertThat(failed.status()).isEqualTo(ReleaseStatus.FAILED);
        assertThat(failed.description()).isEqualTo("why");
        assertThat(failed.with(ReleaseStatus.PENDING_UPGRADE, "Preparing upgrade")
                        .encode())
                .isEqualTo(record.encode());
    }

    /** One that Helm packed to just below the 1 MiB of a Secret has to fit again with another status. */
    @Test
    void isPackedAsTightlyAsByHelm() throws Exception {
        Random random = new Random(1);
        String chart = IntStream.range(0, 20_000)
                .mapToObj(line -> "key" + random.nextInt(300) + ": value" + random.nextInt(40) + " ")
                .collect(Collectors.joining());
        byte[] json =
                JSON.replace("\"new\"", "\"chart2\":\"" + chart + "\",\"new\"").getBytes();
        ByteArrayOutputStream usual = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(usual)) {
            zip.write(json);
        }
        ReleaseRecord record = ReleaseRecord.decode(Base64.getEncoder().encodeToString(json));
        assertThat(record.encode()).hasSizeLessThan(usual.size() * 4 / 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "e30=", "W10=", "H4sIAAAAAAAA"})
    void anythingElseIsRefused(String text) {
        assertThatIOException().isThrownBy(() -> ReleaseRecord.decode(text));
    }

    /** A Secret holds 1 MiB, which gzip makes a thousand times of. */
    @org.junit.jupiter.params.ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"{},", "[", "{\"a\":", " ", "9"})
    void aSmallSecretCanNotUnpackToALot(String filling) throws Exception {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (java.util.zip.GZIPOutputStream zip = new java.util.zip.GZIPOutputStream(bytes)) {
            zip.write("{\"info\":{},\"x\":[".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            byte[] part = filling.repeat(100_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            for (int size = 0; size < 200 << 20; size += part.length) {
                zip.write(part);
            }
        }
        String text = java.util.Base64.getEncoder().encodeToString(bytes.toByteArray());
        assertThat(text).hasSizeLessThan(1 << 20);
        assertThatThrownBy(() -> ReleaseRecord.decode(text)).isInstanceOf(java.io.IOException.class);
    }
}
