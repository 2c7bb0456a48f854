package io.jenkins.plugins.seldon.helm.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.seldon.helm.ChartSource;
import io.jenkins.plugins.seldon.helm.HelmException;
import io.jenkins.plugins.seldon.helm.HelmRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelmArgumentsTest {

    private static final HelmRequest REQUEST =
            HelmRequest.of("web", "prod", "a: s3cret", Duration.ofMinutes(5)).renderedFor("v1.33.1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    v3.8.2+g6e3701e       | install | install web chart.tgz --namespace prod --values values.yaml --timeout 300s
                    v3.12.3               | try     | install web chart.tgz --namespace prod --values values.yaml --timeout 300s --dry-run
                    v3.13.0               | try     | install web chart.tgz --namespace prod --values values.yaml --timeout 300s --dry-run=server
                    v4.0.0+g99cd196       | try     | install web chart.tgz --namespace prod --values values.yaml --timeout 300s --server-side=false --dry-run=server
                    v4.1.3                | install | install web chart.tgz --namespace prod --values values.yaml --timeout 300s --server-side=false
                    v3.19.0               | retry   | upgrade web chart.tgz --namespace prod --values values.yaml --reset-values --timeout 300s --dry-run=server
                    v3.19.0               | upgrade | upgrade web chart.tgz --namespace prod --values values.yaml --reset-values --timeout 300s
                    v4.0.0                | upgrade | upgrade web chart.tgz --namespace prod --values values.yaml --reset-values --timeout 300s --server-side=false
                    v3.19.0               | render  | template web chart.tgz --namespace prod --values values.yaml --no-hooks --kube-version v1.33.1 --dry-run=server
                    v3.12.3               | render  | template web chart.tgz --namespace prod --values values.yaml --no-hooks --kube-version v1.33.1
                    v4.0.0                | render  | template web chart.tgz --namespace prod --values values.yaml --no-hooks --kube-version v1.33.1 --dry-run=server
                    v4.0.0                | alone   | template web chart.tgz --namespace prod --values values.yaml --no-hooks --kube-version v1.33.1
                    v3.8.2                | back    | rollback web 3 --namespace prod --timeout 120s
                    v3.19.0               | remove  | uninstall web --namespace prod --timeout 420s
                    v4.0.0                | remove  | uninstall web --namespace prod --timeout 420s
                    """)
    void eachVersionIsAskedInItsOwnWords(String version, String request, String arguments) throws HelmException {
        HelmArguments helm = new HelmArguments(HelmVersion.parse(version + "\n"));
        assertThat(String.join(
                        " ",
                        switch (request) {
                            case "install" -> helm.install(REQUEST);
                            case "try" -> helm.install(REQUEST.tried());
                            case "upgrade" -> helm.upgrade(REQUEST);
                            case "retry" -> helm.upgrade(REQUEST.tried());
                            case "render" -> helm.template(REQUEST);
                            case "back" -> helm.rollback("web", "prod", 3, Duration.ofMinutes(2));
                            case "alone" -> helm.templateAlone(REQUEST);
                            default -> helm.uninstall("web", "prod", Duration.ofMinutes(7));
                        }))
                .isEqualTo(arguments);
    }

    /** Before it a dry run had no lookups: what a chart renders for an object that it does not find is in nobody's way. */
    @Test
    void anOlderHelmRendersSomethingElseInATrial() throws HelmException {
        assertThat(new HelmArguments(HelmVersion.parse("v3.12.3")).looksUpInTrials())
                .isFalse();
        assertThat(new HelmArguments(HelmVersion.parse("v3.13.0")).looksUpInTrials())
                .isTrue();
    }

    @Test
    void aDescriptionIsOneArgument() throws HelmException {
        assertThat(new HelmArguments(HelmVersion.parse("v3.19.0")).install(REQUEST.describedAs("done (it's fine)")))
                .containsSequence("--description", "done (it's fine)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    https://charts.example.org | 1.2.3 | pull chart/web --destination pulled --version 1.2.3
                    https://charts.example.org |       | pull chart/web --destination pulled
                    oci://registry:5000/charts/ | 1.2.3 | pull oci://registry:5000/charts/web --destination pulled --version 1.2.3
                    oci://registry:5000/charts | sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef | pull oci://registry:5000/charts/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef --destination pulled
                    """)
    void chartsArePulledWithoutALoginInSight(String repository, String version, String arguments) {
        ChartSource source = new ChartSource(repository, "web", version, "user", "s3cret");
        assertThat(String.join(" ", HelmArguments.pull(source))).isEqualTo(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Client: v2.17.0+ga690bad | it is Helm 2.17; use Helm 3.6 or later, or Helm 4
                    v3.5.4+g1b5edb6          | it is Helm 3.5; use Helm 3.6 or later, or Helm 4
                    v5.0.0                   | it is Helm 5.0; use Helm 3.6 or later, or Helm 4
                    helm: permission denied  | it does not report a version as Helm does: helm: permission denied
                    """)
    void otherProgramsAreRefused(String said, String sentence) {
        assertThatThrownBy(() -> HelmVersion.parse(said))
                .isInstanceOf(HelmException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "registry:5000,registry:5000",
        "${REGISTRY},${REGISTRY}",
        "ghcr.io,ghcr.io",
        "docker.io,https://index.docker.io/v1/",
        "registry-1.docker.io,https://index.docker.io/v1/"
    })
    void aLoginIsFiledUnderTheNameThatHelmLooksFor(String host, String name) {
        Map<String, byte[]> files =
                HelmLogins.of(new ChartSource("oci://" + host + "/charts", "web", null, "user", "s3cret"));
        assertThat(files).containsOnlyKeys("registries.json");
        assertThat(text(files.get("registries.json")))
                .isEqualTo("{\"auths\":{\"" + name + "\":{\"auth\":\"dXNlcjpzM2NyZXQ=\"}}}");
    }

    @Test
    void aRepositoryIsFiledWithItsLogin() {
        Map<String, byte[]> files =
                HelmLogins.of(new ChartSource("https://charts.example.org", "web", null, "user", "s3cret"));
        assertThat(files).containsOnlyKeys("repositories.yaml");
        assertThat(text(files.get("repositories.yaml")))
                .contains("\"url\":\"https://charts.example.org\",\"username\":\"user\",\"password\":\"s3cret\"");
    }

    @Test
    void argumentsReachHelmAsTheyAre() {
        String script = text(HelmScript.of("/opt/my helm/helm", java.util.List.of("install", "it's", "$HOME", "a\"b"))
                .get("run"));
        assertThat(script)
                .endsWith("exec '/opt/my helm/helm' 'install' 'it'\\''s' '$HOME' 'a\"b' >out 2>err </dev/null\n");
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
