package io.jenkins.plugins.seldon.seldon;

import io.jenkins.plugins.seldon.yaml.InvalidYamlException;
import io.jenkins.plugins.seldon.yaml.YamlDocument;
import io.jenkins.plugins.seldon.yaml.YamlLimits;
import io.jenkins.plugins.seldon.yaml.YamlReader;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Where a SeldonDeployment's annotations put it behind Ambassador: {@code seldon.io/ambassador-config} is a Mapping of the
 * user's own, {@code seldon.io/ambassador-service-name} another deployment's name in the usual prefix. Source: Seldon Core's
 * operator, {@code controllers/ambassador.go}. Pure.
 */
final class AmbassadorPrefix {

    private static final String CUSTOM = "seldon.io/ambassador-config";
    private static final String SERVICE = "seldon.io/ambassador-service-name";
    private static final YamlReader YAML = YamlReader.ofTexts(new YamlLimits(256 * 1024, 20));

    private AmbassadorPrefix() {}

    /** @param annotations the value of an annotation by its name; empty when there is none */
    static String of(PredictionSeries scope, UnaryOperator<String> annotations) {
        String custom = annotations.apply(CUSTOM);
        if (!custom.isEmpty()) {
            return ofMappings(custom);
        }
        String service = annotations.apply(SERVICE);
        return service.isEmpty() ? "" : "/seldon/" + scope.namespace() + "/" + service;
    }

    /** The prefix of the first Mapping for REST; a prefix that is a pattern is no path. */
    private static String ofMappings(String yaml) {
        try {
            for (YamlDocument document : YAML.documents(yaml)) {
                if (document.value() instanceof Map<?, ?> mapping
                        && mapping.get("prefix") instanceof String prefix
                        && !"true".equals(mapping.get("grpc"))
                        && !"true".equals(mapping.get("prefix_regex"))) {
                    return prefix;
                }
            }
        } catch (InvalidYamlException e) {
            // Ambassador can't read it either: then it leads nowhere, and the usual prefix is as good as any.
            return "";
        }
        return "";
    }
}
