package io.jenkins.plugins.seldon.helm.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the child tells of what went wrong. */
class HelmChildTest {

    /** As where the disk is full while Helm's library is unpacked. */
    @Test
    void whatKeptHelmFromBeingLoadedIsTold() {
        IllegalStateException thrown = new IllegalStateException(
                "Unable to load native library a.so", new IOException("No space left on device"));
        assertThat(HelmChild.message(new ExceptionInInitializerError(thrown)))
                .isEqualTo("Unable to load native library a.so: No space left on device");
    }

    @Test
    void nothingIsToldTwice() {
        assertThat(HelmChild.message(new IllegalStateException(new IOException("broken"))))
                .isEqualTo("java.io.IOException: broken");
        assertThat(HelmChild.message(new IllegalStateException("broken"))).isEqualTo("broken");
        assertThat(HelmChild.message(new NullPointerException())).isEqualTo("NullPointerException");
    }
}
