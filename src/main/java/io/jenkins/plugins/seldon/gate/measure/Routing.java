package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Predictor;
import java.util.List;

/**
 * How requests are routed to predictors by the SeldonDeployment's specification, and so which predictors' counts are a
 * burst's own.
 *
 * @param predictors as the specification lists them; none where nobody could be asked
 * @param wanted the predictor that the gate is asked about; empty for all
 * @param direct the predictor that the endpoint leads to alone, past the ingress; empty where the ingress distributes
 */
public record Routing(List<Predictor> predictors, String wanted, String direct) {

    /** Nobody could be asked. */
    public static final Routing UNKNOWN = new Routing(List.of(), "", "");

    public Routing {
        predictors = List.copyOf(predictors);
    }

    /** Whether what a pod counts is the burst's, by its own labels and the specification. */
    public boolean counts(ExecutorPod pod) {
        return counts(pod.predictor(), pod.shadow());
    }

    /** Whether what a predictor counts is the burst's, by the specification alone. */
    public boolean counts(String predictor) {
        return counts(predictor, false);
    }

    /**
     * Whether the burst has a way to this predictor. A shadow's copies are left out, and so is what a predictor without a
     * weight gets: copies by a rule of the mesh's own, or others' requests past the ingress.
     */
    public boolean counts(String predictor, boolean labelledShadow) {
        if (labelledShadow || predictors.stream().anyMatch(p -> p.name().equals(predictor) && p.shadow())) {
            return false;
        }
        if (!predictor.isEmpty() && share(predictor) == 0) {
            return false;
        }
        String only = !direct.isEmpty() ? direct : predictors.isEmpty() ? wanted : "";
        return only.isEmpty() || predictor.isEmpty() || predictor.equals(only);
    }

    /**
     * The part of the traffic that a predictor is to get, 0 to 1; NaN where the specification does not tell. One alone
     * gets everything, whatever weight it has.
     */
    public double share(String predictor) {
        if (!direct.isEmpty()) {
            return predictor.equals(direct) ? 1 : 0;
        }
        List<Predictor> live = predictors.stream().filter(p -> !p.shadow()).toList();
        double all = live.stream().mapToDouble(Predictor::traffic).sum();
        return live.stream()
                .filter(p -> p.name().equals(predictor))
                .mapToDouble(p -> live.size() == 1 ? 1 : all > 0 ? p.traffic() / all : Double.NaN)
                .findFirst()
                .orElse(Double.NaN);
    }
}
