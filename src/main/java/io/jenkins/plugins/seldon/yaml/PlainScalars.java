package io.jenkins.plugins.seldon.yaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** Which types scalars have that are written without quotes. The rules are those of go-yaml v2, resolve.go. */
final class PlainScalars {

    /** No number, boolean or null is longer; a longer text need not be looked at. */
    private static final int LONGEST = 100;

    private static final Pattern BOOLEAN =
            Pattern.compile("y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");
    private static final Pattern INTEGER =
            Pattern.compile("[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:\\.[0-9_]+|[0-9][0-9_]*(?:\\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|"
                    + "[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern NULL = Pattern.compile("~|null|Null|NULL");
    private static final Pattern EMPTY = Pattern.compile("");

    private PlainScalars() {}

    /** Booleans, numbers and null are told from texts. */
    static final class Typed extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOLEAN, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, NUMBER, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, PlainScalars.NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, PlainScalars.EMPTY, null);
        }

        @Override
        public Tag resolve(NodeId kind, String value, boolean implicit) {
            return super.resolve(kind, value, implicit && (kind != NodeId.scalar || value.length() <= LONGEST));
        }
    }

    /** Only null is told from texts. */
    static final class TextsOnly extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, PlainScalars.NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, PlainScalars.EMPTY, null);
        }
    }
}
