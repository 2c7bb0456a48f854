package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a gate is to measure and what it requires. Made anew from the step after a restart; holds the endpoint's secrets
 * and is never persisted.
 *
 * @param scope whose predictions
 * @param request how they are asked for
 * @param burst how many and how fast
 * @param thresholds limits on the measurement
 * @param conditions the user's own limits
 * @param dashboard the uid or title of what Grafana has to have, where it is looked at
 * @param patience how long to wait for Prometheus
 */
public record GateConfig(
        PredictionSeries scope,
        Request request,
        Burst burst,
        Thresholds thresholds,
        List<MetricCondition> conditions,
        String dashboard,
        Patience patience) {

    public GateConfig {
        conditions = List.copyOf(conditions);
    }

    /** What is wrong with a payload, as a sentence; empty when all can be sent. */
    public Optional<String> payloadFlaw() {
        return request.payloadFlaw(burst.limits());
    }

    /**
     * How predictions are asked for.
     *
     * @param endpoint the ingress' base or a full URL; empty to take the SeldonDeployment's own address
     * @param protocol of the endpoint
     * @param model the model's name for tensorflow and v2; empty to take that of the SeldonDeployment's graph
     * @param payloads JSON texts, sent in turn
     * @param headers for every request
     * @param access what the endpoint asks of its callers
     * @param answerTimeout for one request
     */
    public record Request(
            String endpoint,
            Protocol protocol,
            String model,
            List<String> payloads,
            List<Header> headers,
            HttpAccess access,
            Duration answerTimeout) {

        public Request {
            payloads = List.copyOf(payloads);
            headers = List.copyOf(headers);
        }

        private Optional<String> payloadFlaw(LoadLimits limits) {
            return payloads.stream()
                    .flatMap(payload ->
                            limits.refusalOfPayload(payload).or(() -> protocol.payloadFlaw(payload)).stream())
                    .findFirst();
        }
    }

    /**
     * How many requests and how fast, as the user wishes it; 0 stands for "not given".
     *
     * @param requests how many
     * @param rate arrivals a second
     * @param durationSeconds of the burst
     * @param concurrency requests under way at the same time
     * @param rampUpSeconds how long the rate takes to rise
     * @param warmUpRequests sent before the baseline, so that every series exists
     * @param limits the administrator's caps
     */
    public record Burst(
            long requests,
            double rate,
            double durationSeconds,
            int concurrency,
            double rampUpSeconds,
            int warmUpRequests,
            LoadLimits limits) {

        private static final Duration SHORTEST = Duration.ofSeconds(2);
        private static final int CALLERS_OF_WARM_UP = 4;
        private static final Duration LONGEST = Duration.ofSeconds(60);

        /**
         * The profile for a scrape interval. Requests for which neither rate nor duration is given are spread over two
         * scrapes, so that the burst shows as a rate wherever Prometheus is looked at.
         *
         * @throws IllegalArgumentException with a sentence, when the wishes contradict each other or exceed the limits
         */
        public LoadProfile profile(Duration scrapeInterval) {
            Duration spread = scrapeInterval.multipliedBy(2);
            spread = spread.compareTo(SHORTEST) < 0 ? SHORTEST : spread.compareTo(LONGEST) > 0 ? LONGEST : spread;
            LoadProfile profile = LoadProfile.of(requests, rate, durationSeconds, concurrency, rampUpSeconds, spread);
            if (concurrency == 0 && profile.isOpen()) {
                profile = profile.withAtMost(limits.concurrency());
            }
            refuse(limits.refusal(profile));
            return profile;
        }

        /**
         * The profile of the requests before the baseline, one at least.
         *
         * @throws IllegalArgumentException with a sentence, when they exceed the limits
         */
        public LoadProfile warmUp() {
            int number = Math.max(1, warmUpRequests);
            LoadProfile profile = LoadProfile.closed(number, Math.min(number, CALLERS_OF_WARM_UP))
                    .withAtMost(limits.concurrency());
            refuse(limits.refusal(profile));
            return profile;
        }

        private static void refuse(Optional<String> sentence) {
            sentence.ifPresent(told -> {
                throw new IllegalArgumentException(told);
            });
        }
    }
}
