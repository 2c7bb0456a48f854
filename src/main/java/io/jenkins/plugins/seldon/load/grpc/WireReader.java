package io.jenkins.plugins.seldon.load.grpc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads fields of a protobuf message, one after the other; what is not asked for is skipped. Repeated numbers may come packed
 * or not, whatever their declaration says. Not thread-safe.
 */
final class WireReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final String BROKEN = "a message that is not a protobuf of this method";

    private final ByteBuffer in;
    private int field;
    private int type;
    private ByteBuffer value;
    private long number;

    private WireReader(ByteBuffer in) {
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    }

    static WireReader of(byte[] message) {
        return new WireReader(ByteBuffer.wrap(message));
    }

    /** A number in its own way of writing. */
    interface Element {
        void read(WireReader elements) throws MalformedMessageException;
    }

    /** Goes to the next field; false at the end. */
    boolean next() throws MalformedMessageException {
        if (!in.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        if (tag >>> 32 != 0 || field == 0) {
            throw broken();
        }
        switch (type) {
            case VARINT -> number = varint();
            case FIXED64 -> value = slice(8);
            case LENGTH -> value = slice(varint());
            case FIXED32 -> value = slice(4);
            default -> throw broken();
        }
        return true;
    }

    int field() {
        return field;
    }

    /** Whether it is a text, bytes or a message without anything in it. */
    boolean isEmpty() {
        return type == LENGTH && !value.hasRemaining();
    }

    long number() throws MalformedMessageException {
        require(VARINT);
        return number;
    }

    double fixed64() throws MalformedMessageException {
        require(FIXED64);
        return value.duplicate().order(ByteOrder.LITTLE_ENDIAN).getDouble();
    }

    float fixed32() throws MalformedMessageException {
        require(FIXED32);
        return value.duplicate().order(ByteOrder.LITTLE_ENDIAN).getFloat();
    }

    byte[] bytes() throws MalformedMessageException {
        require(LENGTH);
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }

    String text() throws MalformedMessageException {
        require(LENGTH);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(value.duplicate()).toString();
        } catch (CharacterCodingException e) {
            throw broken();
        }
    }

    WireReader message() throws MalformedMessageException {
        require(LENGTH);
        return new WireReader(value.duplicate());
    }

    /** Each element of a repeated field of numbers: of a packed one all, else the one that is here. */
    void each(Element element) throws MalformedMessageException {
        if (type == LENGTH) {
            WireReader packed = new WireReader(value.duplicate());
            while (packed.in.hasRemaining()) {
                element.read(packed);
            }
        } else if (type == VARINT) {
            ByteBuffer one = ByteBuffer.wrap(WireWriter.message(writer -> writer.raw(number)));
            element.read(new WireReader(one));
        } else {
            element.read(new WireReader(value.duplicate()));
        }
    }

    long varint() throws MalformedMessageException {
        long result = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (!in.hasRemaining()) {
                throw broken();
            }
            byte b = in.get();
            result |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return result;
            }
        }
        throw broken();
    }

    double rawDouble() throws MalformedMessageException {
        return slice(8).getDouble();
    }

    float rawFloat() throws MalformedMessageException {
        return slice(4).getFloat();
    }

    private ByteBuffer slice(long length) throws MalformedMessageException {
        if (length < 0 || length > in.remaining()) {
            throw broken();
        }
        ByteBuffer slice = in.slice().order(ByteOrder.LITTLE_ENDIAN);
        slice.limit((int) length);
        in.position(in.position() + (int) length);
        return slice;
    }

    private void require(int wanted) throws MalformedMessageException {
        if (type != wanted) {
            throw broken();
        }
    }

    static MalformedMessageException broken() {
        return new MalformedMessageException(BROKEN);
    }
}
