package io.jenkins.plugins.seldon.gate.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {

    private static final List<Predictor> WEIGHTED = List.of(
            new Predictor("main", 80, false), new Predictor("canary", 20, false), new Predictor("mirror", 100, true));

    @ParameterizedTest(name = "{0} directly to \"{1}\": counts {2}, share {3}")
    @CsvSource({
        "main,   '',     true,  0.8",
        "canary, '',     true,  0.2",
        "mirror, '',     false, NaN",
        "other,  '',     true,  NaN",
        "'',     '',     true,  NaN",
        "main,   main,   true,  1",
        "canary, main,   false, 0",
        "canary, canary, true,  1",
        "mirror, main,   false, 0",
    })
    void weightsShadowsAndTheEndpointTellWhatIsTheBursts(
            String predictor, String direct, boolean counts, double share) {
        Routing routing = new Routing(WEIGHTED, "", direct);
        assertThat(routing.counts(predictor, false)).isEqualTo(counts);
        assertThat(routing.counts(predictor, true)).as("labelled as a shadow").isFalse();
        assertThat((Double) routing.share(predictor)).isEqualTo((Double) share);
    }

    @Test
    void oneAloneGetsEverythingWhateverItsWeight() {
        List<Predictor> one = List.of(new Predictor("main", 0, false), new Predictor("mirror", 100, true));
        assertThat(new Routing(one, "", "").share("main")).isEqualTo(1);
        List<Predictor> unknown = List.of(new Predictor("main", 0, false), new Predictor("canary", 0, false));
        assertThat(new Routing(unknown, "", "").share("main")).isNaN();
    }

    /** As with a mirror that the mesh has by a rule of its own: the specification knows of no shadow. */
    @Test
    void whatAPredictorWithoutAWeightGetsIsNotTheBursts() {
        List<Predictor> predictors = List.of(new Predictor("main", 100, false), new Predictor("next", 0, false));
        assertThat(new Routing(predictors, "", "").counts("next", false)).isFalse();
        assertThat(new Routing(predictors, "", "").counts("main", false)).isTrue();
        assertThat(new Routing(predictors, "", "next").counts("next", false))
                .as("the endpoint leads to it")
                .isTrue();
    }

    @Test
    void whereNobodyCouldBeAskedTheWantedPredictorAloneCounts() {
        assertThat(new Routing(List.of(), "canary", "").counts("canary", false)).isTrue();
        assertThat(new Routing(List.of(), "canary", "").counts("main", false)).isFalse();
        assertThat(new Routing(WEIGHTED, "canary", "").counts("main", false))
                .as("its weight tells what the canary is to get")
                .isTrue();
        assertThat(Routing.UNKNOWN.counts("main", false)).isTrue();
    }
}
