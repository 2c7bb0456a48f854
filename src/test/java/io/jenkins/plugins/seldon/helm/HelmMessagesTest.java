package io.jenkins.plugins.seldon.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the dynamic linkers and helm-java say on machines that the embedded Helm can't run on, and Helm of too large releases. */
class HelmMessagesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    UnsatisfiedLinkError | /a/helm.so: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /a/helm.so) | The embedded Helm needs Linux with glibc 2.34 or later, which the agent does not have
                    UnsatisfiedLinkError | /a/jna1.tmp: Error loading shared library ld-linux-x86-64.so.2: No such file or directory | The embedded Helm runs on Linux on x86-64 with glibc only, which the agent is not
                    UnsatisfiedLinkError | Can't obtain static method fromNative | The embedded Helm runs on Linux on x86-64 with glibc only, which the agent is not
                    UnsatisfiedLinkError | /a/jna1.tmp: /a/jna1.tmp: failed to map segment from shared object | The embedded Helm needs an agent whose root folder may hold programs
                    IllegalStateException | No NativeLibrary implementation found, please add one of the supported dependencies to your project | The embedded Helm runs on Linux on x86-64 with glibc only, which the agent is not
                    """)
    void whereTheEmbeddedHelmCannotRunTheToolIsNamed(String cause, String said, String sentence) {
        assertThat(HelmMessages.readable(said, cause))
                .startsWith(sentence)
                .endsWith(
                        "; use such an agent, or a helm that is installed: set helm to the name of a Helm installation"
                                + " of Jenkins, or to PATH");
    }

    /** As API servers say it before and since Kubernetes 1.32, and of what is too large to be read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "create: failed to create: Secret \"sh.helm.release.v1.web.v1\" is invalid: data: Too long: must have at most"
                        + " 1048576 bytes",
                "UPGRADE FAILED: create: failed to create: Secret \"sh.helm.release.v1.web.v2\" is invalid: data: Too long:"
                        + " may not be more than 1048576 bytes",
                "create: failed to create: Request entity too large: limit is 3145728",
            })
    void aReleaseThatIsTooLargeForARecordIsSaidSo(String said) {
        assertThat(HelmMessages.readable(said))
                .isEqualTo(
                        "Helm's record of the release, with the whole chart and its values, is larger than the 1 MiB that a"
                                + " Secret holds; leave out files that the chart does not need (.helmignore), and turn off subcharts in"
                                + " the values");
    }

    /** As the library says it, and helm itself. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "found in Chart.yaml, but missing in charts/ directory: prometheus, grafana",
                "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch"
                        + " missing dependencies: found in Chart.yaml, but missing in charts/ directory: prometheus, grafana"
            })
    void aChartWithoutItsDependenciesIsSaidSo(String said) {
        assertThat(HelmMessages.readable(said))
                .isEqualTo(
                        "the chart's dependencies prometheus, grafana are not in its charts folder; put them there with helm"
                                + " dependency build");
    }

    @ParameterizedTest
    @CsvSource({
        "ExceptionInInitializerError, Unable to load native library helm-linux-amd64.so: No space left on device",
        "UnsatisfiedLinkError, Failed to create temporary file for library: java.io.IOException: No space left on device"
    })
    void aDiskThatIsFullIsSaidSo(String cause, String said) {
        assertThat(HelmMessages.readable(said, cause))
                .isEqualTo("the embedded Helm needs some 130 MB in the agent's root folder, where no space is left");
    }

    /** Helm takes an import-values without child or parent for a text that is there (pkg/chartutil/dependencies.go). */
    @Test
    void aHelmThatHasCrashedIsSaidSo() {
        assertThat(HelmMessages.readable("Result.out cannot be null or empty", "IllegalStateException"))
                .isEqualTo(
                        "the embedded Helm crashed, as it does over a chart that is not as it expects, such as one whose"
                                + " import-values lack child or parent; helm template on that chart shows where");
    }

    @Test
    void whatElseIsTooLongStaysInTheServersWords() {
        String said =
                "failed to create resource: Secret \"web\" is invalid: data: Too long: must have at most 1048576 bytes";
        assertThat(HelmMessages.readable(said)).isEqualTo(said);
    }
}
