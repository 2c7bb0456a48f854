package io.jenkins.plugins.seldon.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.TextFormat;
import io.grpc.Metadata;
import io.grpc.Status;
import io.jenkins.plugins.seldon.fixture.model.GrpcDescriptors;
import io.jenkins.plugins.seldon.fixture.model.GrpcServer;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.grpc.GrpcCall;
import io.jenkins.plugins.seldon.load.grpc.GrpcMethod;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bursts over gRPC against grpc-java with protobuf's own library, whose messages are written in protobuf's text format. */
@Timeout(180)
class GrpcTransportTest {

    static final String PREDICTION =
            "data { names: 't:0' ndarray { values { list_value { values { number_value: 0.25 } } } } }";

    static DynamicMessage seldon(String text) {
        return message(DynamicMessage.newBuilder(GrpcDescriptors.SELDON_MESSAGE), text);
    }

    private static DynamicMessage v2(String text) {
        return message(DynamicMessage.newBuilder(GrpcDescriptors.INFER_RESPONSE), text);
    }

    private static DynamicMessage message(DynamicMessage.Builder builder, String text) {
        try {
            TextFormat.merge(text, builder);
            return builder.build();
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static LoadPlan plan(int port, Protocol protocol, String payload, HttpAccess access, Header... headers) {
        boolean tls = access != HttpAccess.NONE;
        return new LoadPlan(
                (tls ? "https://localhost:" : "http://localhost:")
                        + port
                        + protocol.grpc().path(),
                protocol,
                List.of(payload),
                List.of(headers),
                access,
                LoadProfile.closed(4, 2),
                Duration.ofSeconds(5),
                64 * 1024,
                new GrpcCall(protocol.grpc(), protocol == Protocol.V2 ? "iris" : ""));
    }

    static LoadResult run(LoadPlan plan) throws Exception {
        return new LoadGenerator(plan).run(progress -> {});
    }

    /** Sends the payload and gives what protobuf's own library made of it. */
    private static DynamicMessage sent(Protocol protocol, String payload) throws Exception {
        AtomicReference<DynamicMessage> request = new AtomicReference<>();
        try (GrpcServer server = GrpcServer.start((message, metadata) -> {
            request.set(message);
            return protocol == Protocol.V2
                    ? v2("outputs { name: 'p' datatype: 'FP32' shape: 1 contents { fp32_contents: 0.5 } }")
                    : seldon(PREDICTION);
        })) {
            LoadResult result = run(plan(server.port(), protocol, payload, HttpAccess.NONE));
            assertThat(result.accepted()).as(result.flaws().toString()).isEqualTo(4);
        }
        return request.get();
    }

    /** What a burst makes of an answer: empty where it is a prediction. */
    private static String flaw(Protocol protocol, DynamicMessage answer) throws Exception {
        try (GrpcServer server = GrpcServer.start((message, metadata) -> answer)) {
            LoadResult result = run(plan(server.port(), protocol, protocol.samplePayload(), HttpAccess.NONE));
            assertThat(result.accepted() + result.badBodies()).isEqualTo(4);
            return result.firstFlaw();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"data":{"ndarray":[[1,"a",null,true]]}} | data { ndarray { values { list_value { values { number_value: 1 } values { string_value: "a" } values { null_value: NULL_VALUE } values { bool_value: true } } } } }
                    {"data":{"names":["a","b"],"tensor":{"shape":[1,2],"values":[1.5,-2]}}} | data { names: "a" names: "b" tensor { shape: 1 shape: 2 values: 1.5 values: -2 } }
                    {"data":{"tensor":{"shape":[2],"values":[NaN,-Infinity]}}} | data { tensor { shape: 2 values: nan values: -inf } }
                    {"strData":"héllo"} | strData: "héllo"
                    {"binData":"AAEC"} | binData: "\\000\\001\\002"
                    {"jsonData":{"a":[1]}} | jsonData { struct_value { fields { key: "a" value { list_value { values { number_value: 1 } } } } } }
                    {"meta":{"puid":"x","tags":{"t":1},"routing":{"r":-1}},"strData":"s"} | meta { puid: "x" tags { key: "t" value { number_value: 1 } } routing { key: "r" value: -1 } } strData: "s"
                    """)
    void whatRestSaysInJsonProtobufReadsAsSeldonsMessage(String payload, String message) throws Exception {
        assertThat(sent(Protocol.SELDON, payload)).isEqualTo(seldon(message.replace("\\\\", "\\")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    FP32 | [[1,2.5],[3,4]] | [2,2] | fp32_contents: 1 fp32_contents: 2.5 fp32_contents: 3 fp32_contents: 4
                    FP64 | [0.1] | [1] | fp64_contents: 0.1
                    FP32 | [NaN] | [1] | fp32_contents: nan
                    INT8 | [-128,127] | [2] | int_contents: -128 int_contents: 127
                    INT64 | [-9007199254740993] | [1] | int64_contents: -9007199254740993
                    UINT32 | [4294967295] | [1] | uint_contents: 4294967295
                    UINT64 | [18446744073709551615] | [1] | uint64_contents: 18446744073709551615
                    BOOL | [true,false] | [2] | bool_contents: true bool_contents: false
                    BYTES | ["a",""] | [2] | bytes_contents: "a" bytes_contents: ""
                    BYTES | ["iris"] | [4] | bytes_contents: "iris"
                    """)
    void whatRestSaysInJsonProtobufReadsAsAnInferRequest(String type, String data, String shape, String contents)
            throws Exception {
        String payload =
                "{\"id\":\"1\",\"parameters\":{\"n\":7,\"s\":\"t\",\"b\":true},\"inputs\":[{\"name\":\"x\",\"shape\":"
                        + shape + ",\"datatype\":\"" + type + "\",\"data\":" + data
                        + "}],\"outputs\":[{\"name\":\"p\"}]}";
        String shapes = shape.replace("[", "shape: ").replace("]", "").replace(",", " shape: ");
        DynamicMessage expected = message(
                DynamicMessage.newBuilder(GrpcDescriptors.INFER_REQUEST),
                "model_name: 'iris' id: '1' parameters { key: 'n' value { int64_param: 7 } } parameters { key: 's' value {"
                        + " string_param: 't' } } parameters { key: 'b' value { bool_param: true } } inputs { name: 'x'"
                        + " datatype: '" + type + "' " + shapes + " contents { " + contents
                        + " } } outputs { name: 'p' }");
        assertThat(sent(Protocol.V2, payload)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    data { ndarray { values { list_value { values { number_value: 0.25 } } } } } | -
                    data { tensor { shape: 1 shape: 1 values: 0.25 } } | -
                    strData: "yes" | -
                    binData: "yes" | -
                    jsonData { struct_value { fields { key: "a" value { number_value: 1 } } } } | -
                    customData { type_url: "x" value: "y" } | -
                    data { tftensor { dtype: 1 float_val: 0.5 } } | -
                    data { tftensor { dtype: 1 } } | no value in its prediction
                    data { names: "t:0" ndarray { } } | no value in its prediction
                    data { ndarray { values { null_value: NULL_VALUE } } } | no value in its prediction
                    data { tensor { shape: 2 values: nan values: 1 } } | -
                    data { tensor { shape: 1 values: nan } } | no value in its prediction
                    data { ndarray { values { number_value: inf } } } | no value in its prediction
                    data { tensor { shape: 2 shape: 2 values: 1 } } | a tensor of the shape [2,2] and 1 values
                    strData: "" | no value in its prediction
                    meta { puid: "x" } | no prediction (none of data
                    status { code: 500 info: "out of memory" status: 1 } strData: "x" | a status of FAILURE: out of memory
                    """)
    void anAnswerOfSeldonsIsAPredictionWhereOneOfRestWouldBe(String answer, String flaw) throws Exception {
        String found = flaw(Protocol.SELDON, seldon(answer));
        assertThat(found).contains(flaw == null ? "" : flaw);
        assertThat(found.isEmpty()).as(found).isEqualTo(flaw == null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    outputs { name: "p" datatype: "FP64" shape: 2 contents { fp64_contents: 1 fp64_contents: 2 } } | -
                    outputs { name: "p" datatype: "BYTES" shape: 1 contents { bytes_contents: "setosa" } } | -
                    outputs { name: "p" datatype: "BYTES" shape: 6 contents { bytes_contents: "setosa" } } | -
                    outputs { name: "p" datatype: "INT32" shape: 1 contents { int_contents: -1 } } | -
                    outputs { name: "p" datatype: "FP32" shape: 1 } raw_output_contents: "\\000\\000\\200?" | -
                    outputs { name: "p" datatype: "FP16" shape: 1 } raw_output_contents: "\\000<" | -
                    outputs { name: "p" datatype: "BYTES" shape: 1 } raw_output_contents: "\\001\\000\\000\\000a" | -
                    outputs { name: "p" datatype: "FP32" shape: 2 } raw_output_contents: "\\000\\000\\200?" | an output of the shape [2] and 1 elements
                    outputs { name: "p" datatype: "FP32" shape: 1 } raw_output_contents: "\\000" | raw contents that end in the middle of an element of type FP32
                    outputs { name: "p" datatype: "FP32" shape: 1 } raw_output_contents: "" raw_output_contents: "" | 2 raw contents of 1 outputs
                    outputs { name: "p" datatype: "FP32" shape: 3 contents { fp32_contents: 1 } } | an output of the shape [3] and 1 elements
                    outputs { name: "p" datatype: "FP32" shape: 0 } | no value in its prediction
                    outputs { name: "p" datatype: "FP32" shape: 1 contents { fp32_contents: nan } } | no value in its prediction
                    outputs { name: "p" datatype: "BF16" shape: 1 } raw_output_contents: "ab" | an output of the datatype BF16, which is unknown here
                    model_name: "iris" | no prediction (no outputs)
                    """)
    void anAnswerOfV2IsAPredictionWhereOneOfRestWouldBe(String answer, String flaw) throws Exception {
        String found = flaw(Protocol.V2, v2(answer.replace("\\\\", "\\")));
        assertThat(found).contains(flaw == null ? "" : flaw);
        assertThat(found.isEmpty()).as(found).isEqualTo(flaw == null);
    }

    @Test
    void rawContentsAreReadByTheirDatatype() throws Exception {
        byte[] floats = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-2)
                .array();
        DynamicMessage answer = v2("outputs { name: 'p' datatype: 'FP32' shape: 2 }").toBuilder()
                .addRepeatedField(
                        GrpcDescriptors.INFER_RESPONSE.findFieldByName("raw_output_contents"),
                        ByteString.copyFrom(floats))
                .build();
        assertThat(new String(GrpcMethod.V2.answer(answer.toByteArray())))
                .isEqualTo("{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[1.5,-2.0]}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    SELDON | {"data":{"tftensor":{}}} | data has the field tftensor
                    SELDON | {"instances":[1]} | its JSON has the field instances
                    SELDON | {"data":{},"strData":"x"} | more than one of data, binData, strData and jsonData
                    SELDON | {"data":{"tensor":{"shape":[3],"values":[1]}}} | data.tensor has the shape [3] and 1 values
                    SELDON | {"data":{"ndarray":1}} | data.ndarray is not a JSON array
                    SELDON | {"binData":"?"} | binData is not in base64
                    V2 | {"inputs":[{"name":"x","shape":[1],"datatype":"FP16","data":[1]}]} | the datatype FP16
                    V2 | {"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1]}]} | the shape [2] and 1 elements
                    V2 | {"inputs":[{"name":"x","shape":[1],"datatype":"INT8","data":[128]}]} | is not a whole number of the datatype INT8
                    V2 | {"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":[1]}]} | is not a JSON string
                    V2 | {"data":{"ndarray":[1]}} | its JSON has the field data
                    """)
    void aPayloadWithoutAMessageIsRefusedInASentence(GrpcMethod method, String payload, String clause) {
        assertThatThrownBy(() -> method.request(payload, "iris"))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageStartingWith("Over gRPC this payload can't be sent: ")
                .hasMessageContaining(clause)
                .hasMessageEndingWith("; nothing was sent.");
    }

    @Test
    void tensorflowIsRefused() {
        assertThatThrownBy(Protocol.TENSORFLOW::grpc).hasMessageContaining("transport 'grpc' needs");
    }

    /** A status counts as HTTP's, so that an endpoint that comes up is asked again, as over REST. */
    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, 503",
        "UNIMPLEMENTED, 404",
        "NOT_FOUND, 404",
        "INTERNAL, 500",
        "INVALID_ARGUMENT, 400",
        "PERMISSION_DENIED, 403",
        "UNAUTHENTICATED, 401",
        "RESOURCE_EXHAUSTED, 429"
    })
    void aStatusIsTold(Status.Code code, int http) throws Exception {
        try (GrpcServer server = GrpcServer.start((message, metadata) -> {
            throw code.toStatus().withDescription("100 % zu früh\n").asRuntimeException();
        })) {
            LoadResult result = run(plan(server.port(), Protocol.SELDON, "{\"strData\":\"x\"}", HttpAccess.NONE));
            assertThat(result.statuses()).containsOnlyKeys(http);
            assertThat(result.httpErrors()).isEqualTo(4);
            assertThat(result.firstFlaw()).isEqualTo("an answer with the gRPC status " + code + ": 100 % zu früh");
        }
    }

    /** As servers in Go, C++ and Python, and Java tell it: less of such messages are no less too large. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "grpc: received message larger than max (5000017 vs. 4194304)",
                "grpc: received message after decompression larger than max 4194304",
                "SERVER: Received message larger than max (5000017 vs. 4194304)",
                "gRPC message exceeds maximum size 4194304: 5000017"
            })
    void aMessageThatIsTooLargeIsNoOverload(String told) throws Exception {
        try (GrpcServer server = GrpcServer.start((message, metadata) -> {
            throw Status.RESOURCE_EXHAUSTED.withDescription(told).asRuntimeException();
        })) {
            LoadResult result = run(plan(server.port(), Protocol.SELDON, "{\"strData\":\"x\"}", HttpAccess.NONE));
            assertThat(result.statuses()).containsOnlyKeys(413);
            assertThat(result.firstFlaw()).isEqualTo("an answer with the gRPC status RESOURCE_EXHAUSTED: " + told);
        }
    }

    @Test
    void headersAreMetadataAndTheDeadlineIsTold() throws Exception {
        try (GrpcServer server = GrpcServer.start((message, metadata) -> seldon(PREDICTION))) {
            run(plan(
                    server.port(),
                    Protocol.SELDON,
                    "{}",
                    HttpAccess.NONE,
                    new Header("Seldon", "iris"),
                    new Header("namespace", "models")));
            assertThat(server.seen()).hasSize(4).allSatisfy(metadata -> {
                assertThat(text(metadata, "seldon")).isEqualTo("iris");
                assertThat(text(metadata, "namespace")).isEqualTo("models");
                assertThat(text(metadata, "user-agent")).isEqualTo("seldon-analytics");
                assertThat(text(metadata, "grpc-timeout")).isNotNull();
            });
        }
    }

    static String text(Metadata metadata, String name) {
        return metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    @Test
    void aCompressedAnswerIsRead() throws Exception {
        try (GrpcServer server =
                GrpcServer.start((message, metadata) -> seldon(PREDICTION)).zipping()) {
            LoadResult result = run(plan(server.port(), Protocol.SELDON, "{}", HttpAccess.NONE));
            assertThat(result.accepted()).as(result.firstFlaw()).isEqualTo(4);
        }
    }

    @Test
    void aLongAnswerIsNoneAndAConnectionGoesOn() throws Exception {
        try (GrpcServer server =
                GrpcServer.start((message, metadata) -> seldon("strData: '" + "x".repeat(70_000) + "'"))) {
            LoadResult result = run(plan(server.port(), Protocol.SELDON, "{}", HttpAccess.NONE));
            assertThat(result.badBodies()).isEqualTo(4);
            assertThat(result.firstFlaw()).isEqualTo("an answer with a message of more than 65536 bytes");
        }
    }

    @Test
    void whatTakesTooLongIsLate() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (GrpcServer server = GrpcServer.start((message, metadata) -> {
            try {
                end.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return seldon(PREDICTION);
        })) {
            LoadResult result = run(hasty(plan(server.port(), Protocol.SELDON, "{}", HttpAccess.NONE)));
            end.countDown();
            assertThat(result.accepted()).isZero();
            assertThat(result.timeouts() + result.statuses().getOrDefault(504, 0L))
                    .isEqualTo(2);
        }
    }

    private static LoadPlan hasty(LoadPlan plan) {
        return new LoadPlan(
                plan.url(),
                plan.answers(),
                plan.payloads(),
                plan.headers(),
                plan.access(),
                LoadProfile.closed(2, 2),
                Duration.ofMillis(300),
                1024,
                plan.grpc());
    }

    @Test
    void whereNoCallFindsAConnectionNoAnswerIsLate() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            HttpAccess tls = HttpAccess.NONE.overTls("", true);
            LoadResult result = run(hasty(plan(silent.getLocalPort(), Protocol.SELDON, "{}", tls)));
            assertThat(result.connectionErrors()).isEqualTo(2);
            assertThat(result.timeouts()).isZero();
            assertThat(result.firstFlaw()).isEqualTo("no answer in time: still connecting");
        }
    }

    @Test
    void nobodyThereIsToldAsOverRest() throws Exception {
        int port;
        try (GrpcServer server = GrpcServer.start((message, metadata) -> seldon(PREDICTION))) {
            port = server.port();
        }
        LoadResult result = run(plan(port, Protocol.SELDON, "{}", HttpAccess.NONE));
        assertThat(result.connectionErrors()).isEqualTo(4);
        assertThat(result.firstFlaw())
                .isEqualTo("no answer: Failed to connect to localhost:" + port + ": connection refused");
    }
}
