package io.jenkins.plugins.seldon.helm.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    @Test
    void aLineIsAVerbAndEncodedFields() {
        Frame frame = Frame.of("install", "name", "a b", "values", "x: {y: 1}\n", "description", null);
        assertThat(frame.line()).isEqualTo("install name=a+b values=x%3A+%7By%3A+1%7D%0A");
    }

    @Property(tries = 200)
    void anyTextArrivesAsItWasSent(@ForAll String text) {
        String sent = new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        Frame frame = Frame.of("chart", "archive", sent);
        assertThat(frame.line()).doesNotContain("\n");
        assertThat(Frame.parse(frame.line())).isEqualTo(frame);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Exception in thread", "ok =x", "ok x", "OK", "ok a1=x"})
    void anythingElseIsNoFrame(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> Frame.parse(line));
    }

    @Test
    void whatItHoldsIsNotShown() {
        assertThat(Frame.of("kubeconfig", "content", "s3cret").toString()).isEqualTo("kubeconfig [content]");
    }

    @Test
    void aMissingFieldIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Frame.of("install").require("name"))
                .withMessage("the frame install has no name");
    }
}
