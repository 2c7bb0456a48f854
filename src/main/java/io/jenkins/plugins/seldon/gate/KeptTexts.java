package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.text.JsonTexts;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The texts of a gate's state that quote others: servers, models, the cluster. They are told to people, no decision depends
 * on them; names by which the gate goes on (URLs, protocols, labels, pods) are not among them. Pure.
 */
public final class KeptTexts {

    private static final Set<String> FIELDS =
            Set.of("endpointFlaw", "deploymentProblem", "problem", "flaws", "sentence", "notes");

    private KeptTexts() {}

    /**
     * @param state as {@link MetricsGate#state} tells it
     * @param shown what may be told of such a text
     * @return a state from which the gate goes on all the same
     */
    public static String shown(String state, UnaryOperator<String> shown) {
        return JsonTexts.of(FIELDS, state, shown);
    }
}
