package io.jenkins.plugins.seldon.load;

import static io.jenkins.plugins.seldon.load.GrpcTransportTest.PREDICTION;
import static io.jenkins.plugins.seldon.load.GrpcTransportTest.plan;
import static io.jenkins.plugins.seldon.load.GrpcTransportTest.run;
import static io.jenkins.plugins.seldon.load.GrpcTransportTest.seldon;
import static io.jenkins.plugins.seldon.load.GrpcTransportTest.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.jenkins.plugins.seldon.fixture.model.GrpcServer;
import io.jenkins.plugins.seldon.http.HttpAccess;
import java.io.ByteArrayOutputStream;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an endpoint over gRPC asks of its callers, against grpc-java. */
@Timeout(180)
class GrpcAccessTest {

    @Test
    void theTokenOfAGrantGoesWithEachCall() throws Exception {
        try (TokenServer tokens = new TokenServer(Duration.ofHours(1));
                GrpcServer server = GrpcServer.start((message, metadata) -> seldon(PREDICTION))) {
            LoadPlan plan = plan(server.port(), Protocol.SELDON, "{}", HttpAccess.NONE);
            LoadResult result = run(new LoadPlan(
                    plan.url(),
                    plan.answers(),
                    plan.payloads(),
                    plan.headers(),
                    tokens.access(TokenServer.SECRET),
                    plan.profile(),
                    plan.answerTimeout(),
                    plan.maxBodyBytes(),
                    plan.grpc()));
            assertThat(result.accepted()).as(result.firstFlaw()).isEqualTo(4);
            assertThat(server.seen()).allSatisfy(metadata -> assertThat(text(metadata, "authorization"))
                    .startsWith("Bearer "));
        }
    }

    @Test
    void overTlsBothSidesShowTheirCertificates() throws Exception {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .signedBy(authority)
                .build();
        HeldCertificate caller =
                new HeldCertificate.Builder().signedBy(authority).build();
        SslContext tls = GrpcSslContexts.configure(
                        SslContextBuilder.forServer(own.keyPair().getPrivate(), own.certificate()))
                .trustManager(authority.certificate())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
        try (GrpcServer server = GrpcServer.start(tls, (message, metadata) -> seldon(PREDICTION))) {
            HttpAccess good = HttpAccess.certificate(keyStore(caller), "secret");
            LoadResult trusted =
                    run(plan(server.port(), Protocol.SELDON, "{}", good.overTls(authority.certificatePem(), false)));
            assertThat(trusted.accepted()).as(trusted.firstFlaw()).isEqualTo(4);

            LoadResult untrusted = run(plan(server.port(), Protocol.SELDON, "{}", good.overTls("", false)));
            assertThat(untrusted.firstFlaw()).startsWith("no answer: TLS failed: ");

            LoadResult nobody = run(plan(
                    server.port(),
                    Protocol.SELDON,
                    "{}",
                    HttpAccess.basic("u", "p").overTls(authority.certificatePem(), false)));
            assertThat(nobody.accepted()).isZero();
        }
    }

    /** The check of a gate, its warm-up and its burst are plans of their own; a handshake is none of the model's latencies. */
    @Test
    void plansThatFollowEachOtherShareTheirConnections() throws Exception {
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        SslContext tls = GrpcSslContexts.configure(
                        SslContextBuilder.forServer(own.keyPair().getPrivate(), own.certificate()))
                .build();
        try (GrpcServer server = GrpcServer.start(tls, (message, metadata) -> seldon(PREDICTION))) {
            HttpAccess access = HttpAccess.NONE.overTls(own.certificatePem(), false);
            LoadPlan plan = plan(server.port(), Protocol.SELDON, "{}", access);
            assertThat(run(at(plan, LoadProfile.closed(20, 2))).accepted()).isEqualTo(20);
            assertThat(run(plan).accepted()).isEqualTo(4);
            assertThat(run(plan).accepted()).isEqualTo(4);
            assertThat(server.connections()).isEqualTo(2);

            assertThat(run(plan(server.port(), Protocol.SELDON, "{}", HttpAccess.NONE.overTls("", true)))
                            .accepted())
                    .as("others trust others")
                    .isEqualTo(4);
            assertThat(server.connections()).isGreaterThan(2);
        }
    }

    /** The same requests at other times. */
    private static LoadPlan at(LoadPlan plan, LoadProfile times) {
        return new LoadPlan(
                plan.url(),
                plan.answers(),
                plan.payloads(),
                plan.headers(),
                plan.access(),
                times,
                plan.answerTimeout(),
                plan.maxBodyBytes(),
                plan.grpc());
    }

    private static String keyStore(HeldCertificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", certificate.keyPair().getPrivate(), "secret".toCharArray(), new Certificate[] {
            certificate.certificate()
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, "secret".toCharArray());
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
