package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import hudson.AbortException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelmDownloadTest {

    @TempDir
    Path home;

    private final HelmDownload download = new HelmDownload(new OkHttpClient());
    private HttpServer server;
    private String url;
    private byte[] archive;

    @BeforeEach
    void serve() throws IOException {
        archive = archive("linux-amd64/LICENSE", "linux-amd64/helm");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/helm-v3.19.0-linux-amd64.tar.gz";
        put("", archive);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theSumBesideTheArchiveIsChecked() throws Exception {
        put(".sha256sum", (sum(archive) + "  helm-v3.19.0-linux-amd64.tar.gz\n").getBytes(StandardCharsets.UTF_8));
        HelmDownload.unpack(download.archive(url, Set.of()), home);
        assertThat(home.resolve("helm")).hasContent("linux-amd64/helm").isExecutable();
        assertThat(home).isDirectoryNotContaining("glob:**LICENSE");
    }

    @Test
    void anotherArchiveIsRefused() throws Exception {
        put(".sha256sum", (sum(new byte[3]) + "  x\n").getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> download.archive(url, Set.of()))
                .isInstanceOf(AbortException.class)
                .hasMessage("Helm was not installed: " + url + " has the SHA-256 " + sum(archive)
                        + ", not the one that is published beside it.");
        assertThatThrownBy(() -> download.archive(url, Set.of(sum(new byte[3]))))
                .hasMessageEndingWith("which is not listed.");
    }

    @Test
    void whereAnAdministratorListsSumsTheSiteIsNotAsked() throws Exception {
        assertThat(download.archive(
                        url,
                        HelmDownload.sums(sum(new byte[1]) + "\n" + sum(archive).toUpperCase())))
                .isEqualTo(archive);
    }

    /** As {@code sha256:…}, a digest of a registry, or two sums of which a form's field has lost the line end between. */
    @Test
    void whatIsListedAndNoSumLetsNothingBeInstalled() throws Exception {
        String sum = sum(archive);
        for (String listed : List.of("sha256:" + sum, sum.substring(1), sum + sum)) {
            assertThatThrownBy(() -> HelmDownload.listed(listed))
                    .as(listed)
                    .isInstanceOf(AbortException.class)
                    .hasMessage("Helm was not installed: the installer's SHA-256 contains no checksum of 64 hexadecimal"
                            + " digits.");
        }
        assertThat(HelmDownload.listed(sum + "  helm.tar.gz")).containsExactly(sum);
        assertThat(HelmDownload.listed(" ")).isEmpty();
    }

    @Test
    void withoutASumNothingIsInstalled() {
        assertThatThrownBy(() -> download.archive(url, Set.of()))
                .isInstanceOf(AbortException.class)
                .hasMessage("Helm was not installed: " + url + ".sha256sum answered 404.");
    }

    @Test
    void noPathInTheArchiveLeadsOutOfTheFolder() throws Exception {
        assertThatThrownBy(() -> HelmDownload.unpack(archive("../helm/x", "a/../../helm", "/helm"), home))
                .hasMessage("the archive contains no helm");
        HelmDownload.unpack(archive("../helm"), home);
        assertThat(home.resolve("helm")).exists();
    }

    private void put(String suffix, byte[] content) {
        server.createContext("/helm-v3.19.0-linux-amd64.tar.gz" + suffix, exchange -> {
            boolean found = exchange.getRequestURI().getPath().endsWith(suffix.isEmpty() ? ".gz" : suffix);
            exchange.sendResponseHeaders(found ? 200 : 404, found ? content.length : -1);
            if (found) {
                exchange.getResponseBody().write(content);
            }
            exchange.close();
        });
    }

    private static String sum(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    /** Files whose content is their path. */
    private static byte[] archive(String... paths) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (String path : paths) {
                byte[] name = path.getBytes(StandardCharsets.US_ASCII);
                byte[] header = new byte[512];
                System.arraycopy(name, 0, header, 0, name.length);
                byte[] size = String.format("%011o", name.length).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(size, 0, header, 124, size.length);
                header[156] = '0';
                out.write(header);
                out.write(name);
                out.write(new byte[512 - name.length]);
            }
            out.write(new byte[1024]);
        }
        return bytes.toByteArray();
    }
}
