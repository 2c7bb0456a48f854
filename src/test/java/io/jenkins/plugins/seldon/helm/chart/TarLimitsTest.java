package io.jenkins.plugins.seldon.helm.chart;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are small and unpack to a lot. The header's fields are those of POSIX' ustar. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TarLimitsTest {

    @Test
    void aMillionEmptyFilesAreNoChart() throws Exception {
        byte[] archive = archive(1_000_000, '0', 0, "");
        assertThat(archive).hasSizeLessThan(20 << 20);
        assertThatThrownBy(() -> Tar.read(archive))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more files");
    }

    @ParameterizedTest
    @ValueSource(chars = {'5', '2', 'g', 'x', 'L'})
    void norAreAsManyFoldersLinksAndHeaders(char type) throws Exception {
        byte[] archive = archive(100_000, type, 0, "");
        assertThatThrownBy(() -> Tar.read(archive)).isInstanceOf(IOException.class);
    }

    @Test
    void namesOfMegabytesAreNone() throws Exception {
        byte[] archive = archive(8, 'L', 1 << 20, "a".repeat(1 << 20));
        assertThatThrownBy(() -> Tar.read(archive)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2 x", "1 ", "2147483647 path=a\n", "11 path=a", "99999999999 path=a\n", "-1 path=a\n", "x", ""})
    void aBrokenExtendedHeaderIsToldAsOne(String header) throws Exception {
        byte[] archive = archive(1, 'x', header.length(), header);
        try {
            assertThat(Tar.read(archive)).isEmpty();
        } catch (IOException e) {
            assertThat(e).hasMessage("one of its headers is broken");
        }
    }

    @Test
    void whatChartsHaveIsRead() throws Exception {
        assertThat(Tar.read(Tar.write(Map.of("a/" + "b".repeat(150), new byte[3]))))
                .containsOnlyKeys("a/" + "b".repeat(150));
    }

    private static byte[] archive(int entries, char type, int size, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < entries; i++) {
                byte[] header = new byte[512];
                byte[] name = ("web/" + i).getBytes(US_ASCII);
                System.arraycopy(name, 0, header, 0, name.length);
                byte[] octal = String.format("%011o", size).getBytes(US_ASCII);
                System.arraycopy(octal, 0, header, 124, octal.length);
                header[156] = (byte) type;
                out.write(header);
                out.write(content.getBytes(US_ASCII));
                out.write(new byte[(512 - content.length() % 512) % 512]);
            }
            out.write(new byte[1024]);
        }
        return bytes.toByteArray();
    }
}
