package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.MetricCondition;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.LatencyLimit;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds.Source;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.AnswerRule;
import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.PageRequest;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Numbers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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

    /** @throws InvalidOptionException with a sentence, when a limit on a latency can't be exceeded */
    public GateConfig {
        conditions = List.copyOf(conditions);
        for (LatencyLimit limit : thresholds.latencies()) {
            long longest = request.answerTimeout().toMillis();
            if (limit.source() == Source.CLIENT && limit.millis() > longest) {
                throw new InvalidOptionException("A maxLatency of " + Numbers.given(limit.millis())
                        + " ms contradicts answerTimeoutSeconds: the sender waits for an answer no longer than "
                        + Numbers.of(longest / 1000.0) + " s.");
            }
        }
    }

    /** What is wrong with a payload, as a sentence; empty when all can be sent. */
    public Optional<String> payloadFlaw() {
        return request.payloadFlaw(burst.limits());
    }

    /**
     * How predictions are asked for.
     *
     * @param endpoint where
     * @param payloads JSON texts, sent in turn; none for the protocol's own sample
     * @param headers for every request
     * @param access what the endpoint asks of its callers
     * @param answerTimeout for one request
     * @param endpointTimeout how long an endpoint that is not up yet is asked again; zero not to
     * @param answer what an answer must hold, as {@link AnswerRule#of} reads it
     */
    public record Request(
            Endpoint.Wish endpoint,
            List<String> payloads,
            List<Header> headers,
            HttpAccess access,
            Duration answerTimeout,
            Duration endpointTimeout,
            String answer) {

        /** @throws InvalidOptionException with a sentence, when the answer is no rule */
        public Request {
            AnswerRule.of(answer, Protocol.SELDON);
            payloads = List.copyOf(payloads);
            headers = List.copyOf(headers);
        }

        /**
         * The requests of one profile; without a payload, the protocol's own sample.
         *
         * @param sentBefore requests of the same burst: payloads go on in turn, so that each has its own in whichever part
         */
        LoadPlan plan(Endpoint at, LoadProfile profile, int maxBodyBytes, long sentBefore) {
            List<String> inTurn =
                    new ArrayList<>(payloads.isEmpty() ? List.of(at.protocol().samplePayload()) : payloads);
            Collections.rotate(inTurn, -(int) (sentBefore % inTurn.size()));
            return new LoadPlan(
                    at.url(),
                    AnswerRule.of(answer, at.protocol()),
                    inTurn,
                    headers(at),
                    access,
                    profile,
                    answerTimeout,
                    maxBodyBytes,
                    at.grpc());
        }

        /** A page behind the same ingress, for the same caller. */
        PageRequest page(Endpoint at, String url) {
            return new PageRequest(url, headers(at), access, answerTimeout);
        }

        /** @throws InvalidOptionException with a sentence, when a payload has no message over gRPC */
        void refuseUntranslatable(Endpoint at) {
            if (at.grpc().isGiven()) {
                payloads.forEach(
                        payload -> at.grpc().method().request(payload, at.grpc().model()));
            }
        }

        /** The user's own, and those by which an ingress knows the model, where the user gives none. */
        private List<Header> headers(Endpoint at) {
            List<Header> all = new ArrayList<>(headers);
            List<Header> others = new ArrayList<>(at.metadata());
            if (!at.host().isEmpty()) {
                others.add(new Header("Host", at.host()));
            }
            others.stream()
                    .filter(other ->
                            headers.stream().noneMatch(own -> own.name().equalsIgnoreCase(other.name())))
                    .forEach(all::add);
            return all;
        }

        private Optional<String> payloadFlaw(LoadLimits limits) {
            return payloads.stream()
                    .flatMap(payload ->
                            limits.refusalOfPayload(payload).or(() -> Protocol.SELDON.payloadFlaw(payload)).stream())
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

        /** Where neither the user nor others' traffic tells how many. */
        public static final int REQUESTS = 200;

        /** In how many parts it is sent, at most. */
        public static final int MOST_PARTS = BurstPlan.MOST_PARTS;

        /** How long one is sent whose size is left open, at most. */
        public static final Duration LONGEST_SENDING = Duration.ofMinutes(2);

        private static final Duration SHORTEST = Duration.ofSeconds(2);
        private static final int CALLERS_OF_WARM_UP = 4;
        private static final Duration LONGEST = Duration.ofSeconds(60);

        /** A part of a burst on a live model comes at least this fast, or at this multiple of what others send. */
        private static final double LEAST_RATE = 100;

        private static final double TIMES_OTHERS = 4;

        /** Deviations of a margin, and those by which chance may take from what is left to it in one gate of twenty. */
        private static final double DEVIATIONS = 3 + 1.65;

        /**
         * The profile for a scrape interval. Requests for which neither rate nor duration is given are spread over two
         * scrapes, so that the burst shows as a rate wherever Prometheus is looked at.
         *
         * @throws InvalidOptionException with a sentence, when the wishes contradict each other or exceed the limits
         */
        public LoadProfile profile(Duration scrapeInterval) {
            long requests = isUnsized() ? REQUESTS : this.requests;
            Duration spread = scrapeInterval.multipliedBy(2);
            Duration longest = LONGEST.compareTo(limits.duration()) < 0 ? LONGEST : limits.duration();
            spread = spread.compareTo(SHORTEST) < 0 ? SHORTEST : spread.compareTo(longest) > 0 ? longest : spread;
            LoadProfile profile = LoadProfile.of(requests, rate, durationSeconds, concurrency, rampUpSeconds, spread);
            if (concurrency == 0 && profile.isOpen()) {
                profile = profile.withAtMost(limits.concurrency());
            }
            refuse(limits.refusal(profile));
            return profile;
        }

        /**
         * Looks whether there are profiles, before it is known how often Prometheus scrapes.
         *
         * @throws InvalidOptionException with a sentence, when the wishes contradict each other or exceed the limits
         */
        public void requireProfiles() {
            profile(Rhythm.USUAL);
            warmUp();
        }

        private boolean isUnsized() {
            return requests == 0 && rate == 0 && durationSeconds == 0 && concurrency == 0;
        }

        /**
         * The profile beside others' traffic. Others' part of the counters grows with the time of sending and lies off by its
         * root, so that requests which come fast tell more. Where the burst's speed is left open, it is a few times that of
         * others, and no more than what the warm-up reached; where its size is left open, it is large enough to see
         * the loss that is tolerated.
         *
         * @param others predictions a second
         * @param reached predictions a second that the model answered to the warm-up
         * @param minCountedRatio the part that has to be counted
         */
        LoadProfile profileBeside(double others, double reached, double minCountedRatio, Duration scrapeInterval) {
            boolean open = rate == 0 && durationSeconds == 0 && concurrency == 0 && rampUpSeconds == 0;
            if (!open) {
                return profile(scrapeInterval);
            }
            double wanted = Math.max(LEAST_RATE, TIMES_OTHERS * others);
            double speed = Math.max(1, Math.min(Math.min(wanted, limits.rate()), reached > 0 ? reached : wanted));
            long number = requests;
            if (requests == 0) {
                double tolerated = 1 - minCountedRatio;
                double enough = tolerated > 0 ? 2 * others / speed * Math.pow(DEVIATIONS / tolerated, 2) : REQUESTS;
                double most = Math.min(limits.requests(), LONGEST_SENDING.toSeconds() * speed);
                number = Math.round(Math.max(REQUESTS, Math.min(enough, most)));
            }
            LoadProfile profile =
                    LoadProfile.of(number, speed, 0, 0, 0, scrapeInterval).withAtMost(limits.concurrency());
            refuse(limits.refusal(profile));
            return profile;
        }

        /**
         * The profile of the requests before the baseline, one at least.
         *
         * @throws InvalidOptionException with a sentence, when they exceed the limits
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
                throw new InvalidOptionException(told);
            });
        }
    }
}
