package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.gate.measure.Processes.Target;
import io.jenkins.plugins.seldon.prometheus.Sample;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * How far the burst's own counters rose in each of its stretches as Prometheus sampled them, where the executors' pages can't
 * be read. Pure.
 *
 * @param seen everything that was seen of the burst
 * @param executors its pods, as far as they are known
 */
record Sampled(ThreeCounts.Snapshot seen, Executors executors) {

    List<Stretch> successes() {
        return of(PredictionSeries::isSuccess, target -> true).stretches(seen.before(), seen.pulses());
    }

    List<Stretch> errors() {
        return errors(target -> true);
    }

    /** Those of the predictor that is asked about; none where none is. */
    List<Stretch> errorsOfWanted() {
        String wanted = seen.routing().wanted();
        return wanted.isEmpty()
                ? List.of()
                : errors(target -> predictorOf(target).equals(wanted));
    }

    /** Nothing of what was accepted is among them, and nobody watched others' before. */
    private List<Stretch> errors(Predicate<Target> which) {
        List<Pulse> pulses = seen.pulses().stream()
                .map(pulse -> new Pulse(pulse.startMillis(), pulse.endMillis(), 0, 0))
                .toList();
        Stretch before = Stretch.silent(seen.before().seconds(), 0);
        return of(code -> !PredictionSeries.isSuccess(code), which).stretches(before, pulses);
    }

    /** Prometheus' samples of the burst's own series, of those codes and targets. */
    private Samples of(Predicate<String> codes, Predicate<Target> which) {
        Map<Map<String, String>, Sample> own = new HashMap<>();
        for (Target target : seen.processes().all()) {
            if (seen.routing().counts(predictorOf(target), target.isShadow() || isShadow(target))
                    && which.test(target)) {
                target.series().stream()
                        .filter(s -> codes.test(s.label("code")))
                        .forEach(s -> own.put(s.labels(), s.first()));
            }
        }
        return new Samples(
                seen.counters().series().stream()
                        .filter(series -> own.containsKey(series.labels()))
                        .toList(),
                series -> own.get(series.labels()),
                series -> seen.processes().isFromZero(series.labels()),
                seen.fromMillis());
    }

    private String predictorOf(Target target) {
        return executors.pods().stream()
                .map(rise -> rise.pod)
                .filter(pod -> pod.name().equals(target.owner().pod())
                        && !pod.predictor().isEmpty())
                .map(ExecutorPod::predictor)
                .findFirst()
                .orElse(target.predictor());
    }

    private boolean isShadow(Target target) {
        return executors.pods().stream()
                .anyMatch(rise -> rise.pod.name().equals(target.owner().pod()) && rise.pod.shadow());
    }
}
