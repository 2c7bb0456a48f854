package io.jenkins.plugins.seldon.kubernetes;

import io.jenkins.plugins.seldon.yaml.InvalidYamlException;
import io.jenkins.plugins.seldon.yaml.YamlLimits;
import io.jenkins.plugins.seldon.yaml.YamlReader;
import java.util.Map;

/**
 * Reads a YAML mapping of texts from an untrusted source. Scalars stay the text they were (a token of digits is no
 * number).
 */
final class StrictYaml {

    private static final YamlReader YAML = YamlReader.ofTexts(new YamlLimits(1024 * 1024, 20));

    private StrictYaml() {}

    /**
     * @param what names the text in the refusal, which never quotes it
     * @throws InvalidConnectionException if it is not YAML, or not a mapping
     */
    static Map<?, ?> mapping(String text, String what) {
        Object document;
        try {
            document = YAML.document(text).value();
        } catch (InvalidYamlException e) {
            throw new InvalidConnectionException("The " + what + " can't be read, it " + e.getMessage() + ".");
        }
        if (document instanceof Map<?, ?> map) {
            return map;
        }
        throw new InvalidConnectionException("The " + what + (document == null ? " is empty." : " is not a mapping."));
    }
}
