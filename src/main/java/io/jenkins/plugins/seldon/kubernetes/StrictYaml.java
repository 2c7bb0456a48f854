package io.jenkins.plugins.seldon.kubernetes;

import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads a YAML mapping of texts from an untrusted source: plain maps, lists and strings only, no tags that name a class,
 * bounded in size, depth and aliases. Scalars stay the text they were (a token of digits is no number).
 */
final class StrictYaml {

    private static final int LARGEST = 1024 * 1024;

    private StrictYaml() {}

    /**
     * @param what names the text in the refusal, which never quotes it
     * @throws InvalidConnectionException if it is not YAML, or not a mapping
     */
    static Map<?, ?> mapping(String text, String what) {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(LARGEST);
        limits.setNestingDepthLimit(20);
        limits.setMaxAliasesForCollections(20);
        limits.setAllowDuplicateKeys(false);
        limits.setAllowRecursiveKeys(false);
        DumperOptions dumper = new DumperOptions();
        Yaml yaml = new Yaml(new SafeConstructor(limits), new Representer(dumper), dumper, limits, new TextsOnly());
        Object document;
        try {
            document = yaml.load(text);
        } catch (MarkedYAMLException e) {
            String line = e.getProblemMark() == null
                    ? ""
                    : " at line " + (e.getProblemMark().getLine() + 1);
            throw new InvalidConnectionException("The " + what + " is not valid YAML" + line + ".");
        } catch (YAMLException e) {
            throw new InvalidConnectionException("The " + what + " is not YAML of a sensible size.");
        }
        if (document instanceof Map<?, ?> map) {
            return map;
        }
        throw new InvalidConnectionException("The " + what + " is " + (document == null ? "empty." : "not a mapping."));
    }

    /** Resolves nothing but null. */
    private static final class TextsOnly extends Resolver {

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.NULL, Pattern.compile("^(?:~|null|Null|NULL| )$"), "~nN\0");
            addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
        }
    }
}
