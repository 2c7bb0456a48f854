package io.jenkins.plugins.seldon.load.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The types of tensors in the v2 protocol: in which field of InferTensorContents their elements are, and how raw contents
 * have them. Source: grpc_service.proto of the protocol; raw BYTES have their length before each element, four bytes.
 */
enum TensorType {
    BOOL(1, 1),
    INT8(2, 1),
    INT16(2, 2),
    INT32(2, 4),
    INT64(3, 8),
    UINT8(4, 1),
    UINT16(4, 2),
    UINT32(4, 4),
    UINT64(5, 8),
    FP32(6, 4),
    FP64(7, 8),
    BYTES(8, 0),
    /** In raw contents only. */
    FP16(0, 2);

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final BigInteger LARGEST_UINT64 =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final int field;
    private final int width;

    TensorType(int field, int width) {
        this.field = field;
        this.width = width;
    }

    static Optional<TensorType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** Whether elements can be written one by one. */
    boolean hasField() {
        return field > 0;
    }

    /** Writes the elements as a field of InferTensorContents. */
    void write(WireWriter contents, List<JsonNode> elements, String path) {
        if (this == BYTES) {
            elements.forEach(element ->
                    contents.bytes(field, Untranslatable.text(element, path).getBytes(StandardCharsets.UTF_8)));
        } else {
            contents.message(field, packed -> elements.forEach(element -> write(packed, element, path)));
        }
    }

    private void write(WireWriter packed, JsonNode element, String path) {
        switch (this) {
            case BOOL -> {
                if (!element.isBoolean()) {
                    throw Untranslatable.because(path + " is neither true nor false, but the datatype is BOOL");
                }
                packed.raw(element.booleanValue() ? 1L : 0L);
            }
            case FP32 -> packed.raw((float) Untranslatable.number(element, path));
            case FP64 -> packed.raw(Untranslatable.number(element, path));
            default -> packed.raw(whole(element, path));
        }
    }

    private long whole(JsonNode element, String path) {
        boolean isUnsigned = name().startsWith("U");
        int bits = width * 8;
        BigInteger least = isUnsigned
                ? BigInteger.ZERO
                : BigInteger.ONE.shiftLeft(bits - 1).negate();
        BigInteger most = BigInteger.ONE.shiftLeft(isUnsigned ? bits : bits - 1).subtract(BigInteger.ONE);
        if (!element.isIntegralNumber()
                || element.bigIntegerValue().compareTo(least) < 0
                || element.bigIntegerValue().compareTo(most) > 0) {
            throw Untranslatable.because(path + " is not a whole number of the datatype " + this);
        }
        return element.bigIntegerValue().longValue();
    }

    /** Reads one field of InferTensorContents into the elements, where it is this type's. */
    void read(WireReader contents, ArrayNode elements) throws MalformedMessageException {
        if (contents.field() != field) {
            return;
        }
        if (this == BYTES) {
            elements.add(text(contents.bytes()));
            return;
        }
        contents.each(element -> elements.add(
                switch (this) {
                    case BOOL -> NODES.booleanNode(element.varint() != 0);
                    case FP32 -> StructValue.number(element.rawFloat());
                    case FP64 -> StructValue.number(element.rawDouble());
                    case UINT64 -> NODES.numberNode(unsigned(element.varint()));
                    default -> NODES.numberNode(element.varint());
                }));
    }

    /** Reads raw contents. */
    ArrayNode read(byte[] raw) throws MalformedMessageException {
        ByteBuffer in = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        ArrayNode elements = NODES.arrayNode();
        while (in.hasRemaining()) {
            int length = this == BYTES ? in.remaining() < 4 ? -1 : in.getInt() : width;
            if (length < 0 || length > in.remaining()) {
                throw new MalformedMessageException(
                        "raw contents that end in the middle of an element of type " + this);
            }
            elements.add(element(in, length));
        }
        return elements;
    }

    private JsonNode element(ByteBuffer in, int length) {
        return switch (this) {
            case BOOL -> NODES.booleanNode(in.get() != 0);
            case INT8 -> NODES.numberNode(in.get());
            case INT16 -> NODES.numberNode(in.getShort());
            case INT32 -> NODES.numberNode(in.getInt());
            case INT64 -> NODES.numberNode(in.getLong());
            case UINT8 -> NODES.numberNode(in.get() & 0xFF);
            case UINT16 -> NODES.numberNode(in.getShort() & 0xFFFF);
            case UINT32 -> NODES.numberNode(in.getInt() & 0xFFFF_FFFFL);
            case UINT64 -> NODES.numberNode(unsigned(in.getLong()));
            case FP16 -> StructValue.number(half(in.getShort()));
            case FP32 -> StructValue.number(in.getFloat());
            case FP64 -> StructValue.number(in.getDouble());
            case BYTES -> {
                byte[] bytes = new byte[length];
                in.get(bytes);
                yield text(bytes);
            }
        };
    }

    private static JsonNode text(byte[] bytes) {
        return NODES.textNode(new String(bytes, StandardCharsets.UTF_8));
    }

    private static BigInteger unsigned(long bits) {
        return BigInteger.valueOf(bits).and(LARGEST_UINT64);
    }

    /** IEEE 754 binary16. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double size = exponent == 0
                ? fraction * 0x1p-24
                : exponent == 31
                        ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                        : (1 + fraction * 0x1p-10) * Math.scalb(1.0, exponent - 15);
        return bits < 0 ? -size : size;
    }
}
