package io.jenkins.plugins.seldon.seldon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first Mapping is the example of Seldon Core's documentation, the second what operator 1.18.2 writes. */
class AmbassadorPrefixTest {

    private static final PredictionSeries SCOPE = new PredictionSeries("ns", "iris", "", "kubernetes_namespace");
    private static final String CONFIG = "seldon.io/ambassador-config";

    @Test
    void aMappingOfTheUsersOwnTellsThePrefix() {
        String mapping = "apiVersion: ambassador/v1\nkind: Mapping\nname: seldon_example_rest_mapping\n"
                + "prefix: /mycompany/ml/\nservice: production-model-example.seldon:8000\ntimeout_ms: 3000";
        assertThat(of(Map.of(CONFIG, mapping))).isEqualTo("/mycompany/ml/");
    }

    @Test
    void theMappingForGrpcIsNoPlaceForRest() {
        String mappings = "---\nkind: Mapping\ngrpc: true\nprefix: /(seldon.protos.*)/.*\nprefix_regex: true\n"
                + "---\nkind: Mapping\nprefix: /seldon/seldon-system/weighted/\nrewrite: /\n---\n";
        assertThat(of(Map.of(CONFIG, mappings))).isEqualTo("/seldon/seldon-system/weighted/");
    }

    @Test
    void anotherDeploymentsNameTakesThePlaceOfItsOwn() {
        assertThat(of(Map.of("seldon.io/ambassador-service-name", "example"))).isEqualTo("/seldon/ns/example");
    }

    @Test
    void withoutThemItIsWhereItUsuallyIs() {
        assertThat(of(Map.of())).isEmpty();
        assertThat(of(Map.of(CONFIG, "{ not yaml"))).isEmpty();
    }

    private static String of(Map<String, String> annotations) {
        return AmbassadorPrefix.of(SCOPE, name -> annotations.getOrDefault(name, ""));
    }
}
