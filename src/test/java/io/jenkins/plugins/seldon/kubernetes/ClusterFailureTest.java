package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterFailureTest {

    @ParameterizedTest
    @MethodSource
    void tellsTheKindFromTheCause(Throwable thrown, Kind kind, String part) {
        ClusterFailure failure = ClusterFailure.of(thrown);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.detail()).contains(part);
    }

    static Stream<Arguments> tellsTheKindFromTheCause() {
        return Stream.of(
                Arguments.of(wrapped(new ConnectException("Connection refused")), Kind.UNREACHABLE, "refused"),
                Arguments.of(wrapped(new UnknownHostException("api.example")), Kind.UNREACHABLE, "host name"),
                Arguments.of(wrapped(new SocketTimeoutException("timeout")), Kind.TIMEOUT, "in time"),
                Arguments.of(
                        wrapped(new SSLHandshakeException("PKIX path building failed")),
                        Kind.TLS,
                        "PKIX path building"),
                Arguments.of(
                        wrapped(new SSLHandshakeException("Remote host terminated the handshake")
                                .initCause(new EOFException("SSL peer shut down incorrectly"))),
                        Kind.UNREACHABLE,
                        "the connection broke in the TLS handshake"),
                Arguments.of(
                        wrapped(new SSLException("readHandshakeRecord", new SocketException("Broken pipe"))),
                        Kind.UNREACHABLE,
                        "the connection broke before an answer came"),
                Arguments.of(
                        wrapped(new SSLException("Unsupported or unrecognized SSL message")),
                        Kind.TLS,
                        "TLS failed (Unsupported or unrecognized SSL message)"),
                Arguments.of(
                        wrapped(new IOException("unexpected end of stream on http://localhost")),
                        Kind.UNREACHABLE,
                        "unexpected end of stream"),
                Arguments.of(answer(400, "no previous container"), Kind.BAD_REQUEST, "400: no previous container"),
                Arguments.of(answer(401, "Unauthorized"), Kind.UNAUTHORIZED, "401 (unauthorised)"),
                Arguments.of(answer(403, "pods is forbidden"), Kind.FORBIDDEN, "pods is forbidden"),
                Arguments.of(answer(404, "not found"), Kind.NOT_FOUND, "404"),
                Arguments.of(answer(410, "too old"), Kind.GONE, "410"),
                Arguments.of(answer(429, "slow down"), Kind.THROTTLED, "429"),
                Arguments.of(answer(503, "away"), Kind.SERVER_ERROR, "503"),
                Arguments.of(new IllegalStateException("odd"), Kind.OTHER, "odd"));
    }

    @Test
    void saysWhatWasTriedWhatCameBackAndWhatToDo() {
        assertThat(ClusterFailure.sentence(
                        "list the pods of namespace seldon-system",
                        "https://10.0.0.1:6443",
                        wrapped(new ConnectException("Connection refused"))))
                .isEqualTo("The controller could not list the pods of namespace seldon-system at https://10.0.0.1:6443:"
                        + " the connection was refused; check the server's URL, and that the controller can reach it.");
    }

    /** In the words of k8s.io/apiserver, pkg/admission, whose refusals are 403 too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "leases \"a\" is forbidden: unable to create new content in namespace a because it is being terminated",
                "admission webhook \"validate.example.org\" denied the request: no label",
                "secrets \"a\" is forbidden: exceeded quota: q, requested: secrets=1, used: secrets=9, limited: secrets=9"
            })
    void asksNobodyForARightWhereAdmissionHasRefused(String message) {
        assertThat(ClusterFailure.sentence("install release a", "https://10.0.0.1:6443", answer(403, message)))
                .endsWith(message + "; check the server's answer.");
    }

    @Test
    void asksForTheRightThatIsMissing() {
        assertThat(ClusterFailure.sentence("install release a", "https://10.0.0.1:6443", answer(403, "no")))
                .endsWith("; give the user that right, or use another credential.");
    }

    @Test
    void leavesOutABodyThatIsNotAnApiServersStatus() {
        KubernetesClientException foreign = new KubernetesClientException(
                "Failure executing: GET",
                500,
                new StatusBuilder().withMessage("internal page").build());
        assertThat(ClusterFailure.of(foreign).detail()).isEqualTo("it answered 500");
    }

    private static Throwable wrapped(Throwable cause) {
        return new KubernetesClientException("Operation: [list] failed.", new IOException("outer", cause));
    }

    private static KubernetesClientException answer(int code, String message) {
        return new KubernetesClientException(
                message,
                code,
                new StatusBuilder()
                        .withStatus("Failure")
                        .withReason("Any")
                        .withMessage(message)
                        .withCode(code)
                        .build());
    }
}
