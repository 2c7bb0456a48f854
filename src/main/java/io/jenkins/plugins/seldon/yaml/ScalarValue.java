package io.jenkins.plugins.seldon.yaml;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The value of a scalar, by its tag. Pure. */
final class ScalarValue {

    private static final double INTEGERS_IN_A_DOUBLE = 1e15;

    /** With more digits it would take long to read. */
    private static final int LONGEST_NUMBER = 1000;

    private static final Set<String> NO_NUMBER = Set.of(".inf", "+.inf", "-.inf", ".nan");

    private ScalarValue() {}

    /** A text, number, boolean or null. */
    static Object of(ScalarNode node) throws InvalidYamlException {
        Tag tag = node.getTag();
        String text = node.getValue();
        try {
            if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP) || tag.equals(Tag.MERGE) || isLocal(tag)) {
                return text;
            }
            if (tag.equals(Tag.NULL)) {
                return null;
            }
            if (tag.equals(Tag.BOOL)) {
                return bool(text.toLowerCase(Locale.ROOT));
            }
            if (tag.equals(Tag.INT)) {
                return integer(text.replace("_", ""));
            }
            if (tag.equals(Tag.FLOAT)) {
                return number(text, node);
            }
            if (tag.equals(Tag.BINARY)) {
                return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidYamlException("has a value that does not match its tag" + inLine(node));
        }
        throw new InvalidYamlException("has a tag that is not known" + inLine(node));
    }

    /** The text that a key becomes in JSON. */
    static String key(ScalarNode node) throws InvalidYamlException {
        Object value = of(node);
        return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < INTEGERS_IN_A_DOUBLE
                ? Long.toString(number.longValue())
                : String.valueOf(value);
    }

    /** Whether a tag is an application's own, which says nothing here. */
    static boolean isLocal(Tag tag) {
        return tag.getValue().startsWith("!");
    }

    /** Where a node begins, to end a sentence with. */
    static String inLine(Node node) {
        return node.getStartMark() == null
                ? ""
                : " in line " + (node.getStartMark().getLine() + 1);
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "y", "yes", "true", "on" -> true;
            case "n", "no", "false", "off" -> false;
            default -> throw new IllegalArgumentException("no boolean");
        };
    }

    private static Number integer(String text) {
        if (text.length() > LONGEST_NUMBER) {
            throw new IllegalArgumentException("no number is that long");
        }
        boolean negative = text.startsWith("-");
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        int base = 10;
        if (digits.startsWith("0x")) {
            base = 16;
        } else if (digits.startsWith("0b")) {
            base = 2;
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            base = 8;
        }
        BigInteger value = new BigInteger(digits.replaceFirst("^0[xbo](?=.)", ""), base);
        value = negative ? value.negate() : value;
        if (value.bitLength() < Integer.SIZE) {
            return value.intValue();
        }
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value.bitLength() == Long.SIZE && !negative ? value : (Number) value.doubleValue();
    }

    /**
     * What JSON has no number for is refused, as Helm does; a number that is too large for one is the text that it is
     * (gopkg.in/yaml.v2, resolve.go: strconv.ParseFloat fails then).
     */
    private static Object number(String text, ScalarNode node) throws InvalidYamlException {
        if (NO_NUMBER.contains(text.toLowerCase(Locale.ROOT))) {
            throw new InvalidYamlException("has a number that JSON does not have (.inf, .nan)" + inLine(node));
        }
        double number = Double.parseDouble(text.replace("_", ""));
        return Double.isInfinite(number) ? text : (Object) number;
    }
}
