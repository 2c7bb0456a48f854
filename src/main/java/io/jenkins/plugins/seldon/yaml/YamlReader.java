package io.jenkins.plugins.seldon.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML and JSON as Helm does, which leaves it to sigs.k8s.io/yaml and so to go-yaml v2: {@code yes} and {@code on}
 * are booleans, dates and base-60 numbers texts; a tab may stand wherever a space separates, but begin no line outside
 * of brackets; the last of equal keys holds, and what is merged ({@code <<}) over the keys above it; keys become texts.
 *
 * <p>Safe for texts from anywhere: only maps, lists and scalars come out, and time and memory are bounded by the length
 * of the text, of which half a million values and a thousand aliases are read, and to which aliases can add no more than
 * ten times of it. Takes no lock. Immutable.
 */
public final class YamlReader {

    private static final int ALWAYS_ALLOWED = 100_000;
    private static final int GROWTH = 10;

    private final YamlLimits limits;
    private final boolean textsOnly;

    private YamlReader(YamlLimits limits, boolean textsOnly) {
        this.limits = limits;
        this.textsOnly = textsOnly;
    }

    /** A reader that gives scalars the types that Helm gives them. */
    public static YamlReader typed(YamlLimits limits) {
        return new YamlReader(limits, false);
    }

    /** A reader that leaves each scalar the text it is, but for nothing and null: a token of digits is no number. */
    public static YamlReader ofTexts(YamlLimits limits) {
        return new YamlReader(limits, true);
    }

    /**
     * The text of a file: UTF-8, or what its byte order mark says (gopkg.in/yaml.v2, readerc.go), such as the UTF-16 of
     * what Windows PowerShell writes with {@code >}.
     */
    public static String text(byte[] file) {
        return new String(file, encoding(file));
    }

    /** Whether a file has bytes that are no text in its encoding, in the place of which {@link #text} has U+FFFD. */
    public static boolean isBroken(byte[] file) {
        try {
            encoding(file).newDecoder().decode(ByteBuffer.wrap(file));
            return false;
        } catch (CharacterCodingException e) {
            return true;
        }
    }

    private static Charset encoding(byte[] file) {
        boolean isWide = file.length >= 2
                && (file[0] == (byte) 0xFF && file[1] == (byte) 0xFE
                        || file[0] == (byte) 0xFE && file[1] == (byte) 0xFF);
        return isWide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    }

    /**
     * All documents of a text; one that has nothing but comments has the value null.
     *
     * @throws InvalidYamlException if one of them can't be read
     */
    public List<YamlDocument> documents(String text) throws InvalidYamlException {
        if (text.length() > limits.characters()) {
            throw new InvalidYamlException("is longer than " + limits.characters() + " characters");
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(limits.characters());
        options.setNestingDepthLimit(limits.depth());
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        Resolver resolver = textsOnly ? new PlainScalars.TextsOnly() : new PlainScalars.Typed();
        List<YamlDocument> documents = new ArrayList<>();
        try {
            TabbedReader reader = new TabbedReader(text);
            Composer composer = new Composer(
                    new BoundedParser(new ParserImpl(new TabbedScanner(reader, options))), resolver, options);
            long budget = ALWAYS_ALLOWED + (long) GROWTH * text.length();
            while (composer.checkNode()) {
                NodeValues values = new NodeValues(limits.depth(), budget);
                Object value = values.of(composer.getNode());
                budget = values.left();
                documents.add(new YamlDocument(value, values.duplicates()));
            }
        } catch (BoundedParser.TooMuch e) {
            throw new InvalidYamlException(e.getMessage());
        } catch (MarkedYAMLException e) {
            throw new InvalidYamlException(
                    e.getProblemMark() == null
                            ? "is not valid YAML"
                            : "is not valid YAML in line " + (e.getProblemMark().getLine() + 1));
        } catch (YAMLException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // The last two for what the parser itself trips over, such as directives and escapes out of range.
            throw new InvalidYamlException("is not valid YAML, or nested deeper than " + limits.depth() + " levels");
        }
        return documents;
    }

    /**
     * The only document of a text; one of the value null if it has none.
     *
     * @throws InvalidYamlException if it can't be read, or there are several
     */
    public YamlDocument document(String text) throws InvalidYamlException {
        List<YamlDocument> documents = documents(text);
        if (documents.size() > 1) {
            throw new InvalidYamlException("is more than one YAML document");
        }
        return documents.isEmpty() ? new YamlDocument(null, List.of()) : documents.get(0);
    }
}
