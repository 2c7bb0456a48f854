package io.jenkins.plugins.seldon.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.HangingServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that takes a watch and never says a word. */
class WatchBeginsTest {

    @Test
    void aWatchThatDoesNotBeginIsGivenUpWithItsThread() throws Exception {
        try (HangingServer server = new HangingServer();
                KubernetesClient client = ApiClients.create(
                        Kubeconfig.connection(ApiServer.at(server.url().toString()), ApiUser.token("x"), "models"),
                        Duration.ofMillis(300))) {
            CompletableFuture<HttpResponse<AsyncBody>> watch = client.getHttpClient()
                    .consumeBytes(
                            client.getHttpClient()
                                    .newHttpRequestBuilder()
                                    .uri(server.url() + "/api/v1/namespaces/models/pods?watch=true")
                                    .forStreaming()
                                    .build(),
                            (buffers, body) -> body.consume());
            Throwable thrown = catchThrowable(() -> watch.get(30, TimeUnit.SECONDS));
            assertThat(ClusterFailure.of(thrown).kind()).isEqualTo(ClusterFailure.Kind.TIMEOUT);
            Await.until("the call's thread is free", Duration.ofSeconds(60), () -> callsTo(server) == 0);
        }
    }

    /** OkHttp names a thread by the server that it asks. */
    private static long callsTo(HangingServer server) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("OkHttp " + server.url()))
                .count();
    }
}
