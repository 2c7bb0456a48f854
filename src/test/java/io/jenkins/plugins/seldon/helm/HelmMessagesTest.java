package io.jenkins.plugins.seldon.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the dynamic linkers and helm-java say on machines that the embedded Helm can't run on. */
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
}
