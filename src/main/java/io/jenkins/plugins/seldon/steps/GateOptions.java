package io.jenkins.plugins.seldon.steps;

import hudson.AbortException;
import io.jenkins.plugins.seldon.gate.GateConfig;
import io.jenkins.plugins.seldon.gate.Patience;
import io.jenkins.plugins.seldon.gate.verdict.Effect;
import io.jenkins.plugins.seldon.gate.verdict.Thresholds;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.HttpTls;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.load.LoadLimits;
import io.jenkins.plugins.seldon.load.LoadProfile;
import io.jenkins.plugins.seldon.load.Protocol;
import io.jenkins.plugins.seldon.load.Transport;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.seldon.Endpoint;
import io.jenkins.plugins.seldon.seldon.PredictionSeries;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedBy;
import io.jenkins.plugins.seldon.seldon.server.ServedName;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Turns a step's options into what the gate's engine takes; where an option is blank, its default stands here. */
final class GateOptions {

    private static final int WARM_UP_REQUESTS = 10;
    private static final double ANSWER_TIMEOUT_SECONDS = 10;
    private static final double ENDPOINT_TIMEOUT_SECONDS = 60;

    /** Five scrapes of three minutes; whoever scrapes less often says how long samples take. */
    private static final double LONGEST_SAMPLES_SECONDS = 900;

    private static final Duration READING = Duration.ofMinutes(5);
    private static final double DAY_SECONDS = 86_400;

    private final AssertPredictionMetricsStep step;

    private GateOptions(AssertPredictionMetricsStep step) {
        this.step = step;
    }

    /**
     * Reads the payload's file and the credential too.
     *
     * @throws InvalidOptionException with a sentence, when an option is wrong
     * @throws AbortException with a sentence, when the file or the credential can't be read
     */
    static GateConfig config(AssertPredictionMetricsStep step, Platform platform)
            throws IOException, InterruptedException {
        return config(step, platform, platform.loadLimits(), payloads(step, platform));
    }

    /**
     * The same with payloads that are known, or none where they are not.
     *
     * @throws InvalidOptionException with a sentence, when an option is wrong
     * @throws AbortException with a sentence, when a credential can't be read
     */
    static GateConfig config(
            AssertPredictionMetricsStep step, Connections connections, LoadLimits limits, List<String> payloads)
            throws IOException, InterruptedException {
        step.requireEntries();
        Kubeconfig.namespace(step.getAnalyticsNamespace());
        refuseUnlessCertificates(step.getEndpointCaCertificate());
        refuseUnlessCertificates(step.getPrometheusCaCertificate());
        GateOptions options = new GateOptions(step);
        GateConfig config = new GateConfig(
                scope(step),
                options.request(connections, payloads),
                options.burst(limits),
                options.thresholds(),
                step.getConditions().stream().map(PromqlCondition::toCondition).toList(),
                step.getDashboard(),
                new Patience(
                        seconds("sampleTimeoutSeconds", step.getSampleTimeoutSeconds(), 0), Patience.DEFAULT.outage()));
        Effect.ofInconclusive(step.getOnInconclusive());
        Optional<String> flaw = config.payloadFlaw();
        if (flaw.isPresent()) {
            throw new AbortException(flaw.get());
        }
        config.burst().requireProfiles();
        return config;
    }

    /**
     * Whose predictions are meant.
     *
     * @throws InvalidOptionException with a sentence, when an option is wrong
     */
    static PredictionSeries scope(AssertPredictionMetricsStep step) {
        return new PredictionSeries(
                step.getNamespace(),
                ServedName.parse(step.getDeployment()).name(),
                step.getPredictor(),
                step.getNamespaceLabel(),
                step.getMatchers(),
                servedBy(step));
    }

    /**
     * By which server, as far as the options tell.
     *
     * @throws InvalidOptionException with a sentence, when they don't agree
     */
    static ServedBy servedBy(AssertPredictionMetricsStep step) {
        if (step.getMetric() != null && !step.getServer().isEmpty()) {
            throw new InvalidOptionException("Give either server or metric, not both: the server " + step.getServer()
                    + " has a counter of its own.");
        }
        ServedBy served = step.getMetric() != null
                ? ServedBy.of(step.getMetric().toProfile(), step.getModel())
                : step.getServer().isEmpty()
                        ? ServedBy.whichever(step.getModel())
                        : ServedBy.of(ServerProfile.named(step.getServer()), step.getModel());
        Optional<ModelKind> kind = ServedName.parse(step.getDeployment()).kind();
        ServedBy meant = kind.isPresent() ? served.only(kind.get()) : served;
        return (meant.profile() == ServerProfile.SELDON && !meant.open() ? ServedBy.SELDON : meant)
                .over(Transport.named(step.getTransport()));
    }

    /**
     * The most that a gate can take: its turn, an endpoint that comes up, a burst with as much silence in it as sending,
     * the answers of its parts, three waits for samples, conditions that hold for a time, and what is read in between.
     *
     * @throws IllegalArgumentException with a sentence, when an option is wrong
     */
    static Duration longest(AssertPredictionMetricsStep step, LoadLimits limits) {
        GateOptions options = new GateOptions(step);
        Duration answer = seconds("answerTimeoutSeconds", step.getAnswerTimeoutSeconds(), ANSWER_TIMEOUT_SECONDS);
        Duration holding = step.getConditions().stream()
                .map(condition -> condition.toCondition().holding())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return Patience.TURN
                .plus(options.endpointTimeout())
                .plus(options.sending(limits).multipliedBy(2))
                .plus(answer.multipliedBy(2L * GateConfig.Burst.MOST_PARTS))
                .plus(seconds("sampleTimeoutSeconds", step.getSampleTimeoutSeconds(), LONGEST_SAMPLES_SECONDS)
                        .multipliedBy(3))
                .plus(holding)
                .plus(READING);
    }

    /**
     * Refuses a number that no other option can make right.
     *
     * @throws InvalidOptionException with a sentence
     */
    static void refuseNumbers(AssertPredictionMetricsStep step, LoadLimits limits) {
        GateOptions options = new GateOptions(step);
        options.thresholds();
        options.endpointTimeout();
        seconds("answerTimeoutSeconds", step.getAnswerTimeoutSeconds(), ANSWER_TIMEOUT_SECONDS);
        seconds("sampleTimeoutSeconds", step.getSampleTimeoutSeconds(), LONGEST_SAMPLES_SECONDS);
        options.burst(limits).warmUp();
        boolean isRamped = or(step.getRampUpSeconds(), 0) > 0;
        LoadProfile profile = LoadProfile.of(
                Integer.valueOf(0).equals(step.getRequests()) ? GateConfig.Burst.REQUESTS : or(step.getRequests(), 1),
                or(step.getRate(), 0),
                isRamped ? step.getRampUpSeconds() : or(step.getDurationSeconds(), 0),
                or(step.getConcurrency(), 0),
                or(step.getRampUpSeconds(), 0),
                GateConfig.Burst.LONGEST_SENDING);
        limits.refusal(profile).ifPresent(sentence -> {
            throw new InvalidOptionException(sentence);
        });
    }

    private static void refuseUnlessCertificates(String pem) {
        if (!pem.isEmpty()) {
            HttpTls.requireCertificates(pem);
        }
    }

    private Duration sending(LoadLimits limits) {
        if (step.getDurationSeconds() != null) {
            return seconds("durationSeconds", step.getDurationSeconds(), 0);
        }
        if (step.getRate() != null && step.getRate() > 0 && step.getRequests() != null) {
            return Duration.ofSeconds(Math.round(Math.min(DAY_SECONDS, step.getRequests() / step.getRate())));
        }
        return step.getConcurrency() == null ? GateConfig.Burst.LONGEST_SENDING : limits.duration();
    }

    private GateConfig.Request request(Connections connections, List<String> payloads)
            throws IOException, InterruptedException {
        Protocol protocol = step.getProtocol().isEmpty() ? null : Protocol.named(step.getProtocol());
        boolean secret = !step.getEndpointCredentialsId().isEmpty()
                || !step.getEndpointTokenUrl().isEmpty()
                || step.getHeaders().stream()
                        .anyMatch(header -> !header.getCredentialsId().isEmpty());
        if (secret && step.getEndpoint().isEmpty() && !step.isCredentialsToStatusAddress()) {
            throw new AbortException(
                    "A credential for the endpoint needs endpoint, its URL: without it, the address comes from the "
                            + "SeldonDeployment's status, and anyone who can write that status would get the "
                            + "credential. Give the"
                            + " endpoint, or set credentialsToStatusAddress if you trust that address.");
        }
        HttpAccess access = connections
                .access(step.getEndpointCredentialsId())
                .overTls(step.getEndpointCaCertificate(), step.isEndpointSkipTlsVerify())
                .grantedBy(EndpointToken.grant(step, connections));
        if (access.grant().isGiven() && access.authorization().isPresent()) {
            throw new InvalidOptionException("Give the endpoint either endpointTokenUrl or a login in "
                    + "endpointCredentialsId: both are sent as Authorization. A client certificate works with either.");
        }
        if (isOfNoUse(access)) {
            throw new InvalidOptionException("endpointCaCertificate, endpointSkipTlsVerify and a client certificate in "
                    + "endpointCredentialsId need an endpoint that begins with https:.");
        }
        Endpoint.Wish wish = new Endpoint.Wish(step.getEndpoint(), step.getEndpointPrefix(), protocol, step.getModel());
        if (Transport.named(step.getTransport()) == Transport.GRPC) {
            Endpoint.requireNoPath(wish);
            if (protocol != null) {
                protocol.grpc();
            }
        }
        return new GateConfig.Request(
                wish,
                payloads,
                headers(connections),
                access,
                seconds("answerTimeoutSeconds", step.getAnswerTimeoutSeconds(), ANSWER_TIMEOUT_SECONDS),
                endpointTimeout(),
                step.getAnswer());
    }

    /** Whether only TLS has a use for what is given, and neither the endpoint nor who issues its token speaks it. */
    private boolean isOfNoUse(HttpAccess access) {
        boolean isChecked = !access.caCertificate().isEmpty() || access.skipTlsVerify();
        return isPlain(step.getEndpoint())
                && (!access.clientKeyStore().isEmpty()
                        || isChecked && (!access.grant().isGiven() || isPlain(step.getEndpointTokenUrl())));
    }

    private static boolean isPlain(String url) {
        return url.regionMatches(true, 0, "http:", 0, 5);
    }

    private List<Header> headers(Connections connections) throws IOException, InterruptedException {
        List<Header> headers = new ArrayList<>();
        for (RequestHeader header : step.getHeaders()) {
            headers.add(header.toHeader(connections));
        }
        return headers;
    }

    /** Zero is a wish of its own here: not to ask again. */
    private Duration endpointTimeout() {
        double seconds = or(step.getEndpointTimeoutSeconds(), ENDPOINT_TIMEOUT_SECONDS);
        if (!(seconds >= 0 && seconds <= DAY_SECONDS)) {
            throw new InvalidOptionException("endpointTimeoutSeconds must be at least 0 seconds and at most a day.");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** None for the sample of the protocol, which may be told by the SeldonDeployment only. */
    private static List<String> payloads(AssertPredictionMetricsStep step, Platform platform)
            throws IOException, InterruptedException {
        if (step.getPayloadFile().isEmpty()) {
            return givenPayload(step);
        }
        refuseTwoPayloads(step);
        byte[] bytes = platform.workspace()
                .read(step.getPayloadFile(), platform.loadLimits().bodyBytes());
        return payloads(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Those of a file: its lines, where each is a payload. A byte order mark, as Windows has it before UTF-8, is none. */
    static List<String> payloads(String file) {
        String text = file.startsWith("\uFEFF") ? file.substring(1) : file;
        List<String> lines =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        boolean each = lines.size() > 1
                && lines.stream()
                        .allMatch(line -> Protocol.SELDON.payloadFlaw(line).isEmpty());
        return each ? lines : List.of(text.strip());
    }

    /** The payload that stands in the step itself. */
    static List<String> givenPayload(AssertPredictionMetricsStep step) throws AbortException {
        refuseTwoPayloads(step);
        return step.getPayload().isEmpty() ? List.of() : List.of(step.getPayload());
    }

    private static void refuseTwoPayloads(AssertPredictionMetricsStep step) throws AbortException {
        if (!step.getPayload().isEmpty() && !step.getPayloadFile().isEmpty()) {
            throw new AbortException("Give either payload or payloadFile, not both.");
        }
    }

    private GateConfig.Burst burst(LoadLimits limits) {
        if (or(step.getWarmUpRequests(), 0) < 0) {
            throw new InvalidOptionException("warmUpRequests must not be negative.");
        }
        boolean paced = step.getRate() != null || step.getConcurrency() != null;
        boolean free = step.getRequests() == null
                && step.getDurationSeconds() == null
                && !paced
                && step.getRampUpSeconds() == null;
        boolean sized = step.getRequests() != null || step.getDurationSeconds() != null && paced || free;
        return new GateConfig.Burst(
                sized ? or(step.getRequests(), 0) : GateConfig.Burst.REQUESTS,
                or(step.getRate(), 0),
                or(step.getDurationSeconds(), 0),
                or(step.getConcurrency(), 0),
                or(step.getRampUpSeconds(), 0),
                or(step.getWarmUpRequests(), WARM_UP_REQUESTS),
                limits);
    }

    private Thresholds thresholds() {
        return new Thresholds(
                or(step.getMinRequestRate(), Thresholds.DEFAULT.minRequestRate()),
                or(step.getMinCountedRatio(), Thresholds.DEFAULT.minCountedRatio()),
                or(step.getMaxErrorRatio(), Thresholds.DEFAULT.maxErrorRatio()),
                or(step.getMaxCountedErrorRatio(), or(step.getMaxErrorRatio(), Thresholds.DEFAULT.maxErrorRatio())),
                step.getMaxLatency().stream().map(LatencyLimit::toLimit).toList());
    }

    private static int or(Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static double or(Double given, double otherwise) {
        return given == null ? otherwise : given;
    }

    private static Duration seconds(String option, Double given, double otherwise) {
        double seconds = or(given, otherwise);
        if (!(seconds >= 0 && seconds <= 86_400) || (given != null && seconds == 0)) {
            throw new InvalidOptionException(option + " must be above 0 seconds and at most a day.");
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
