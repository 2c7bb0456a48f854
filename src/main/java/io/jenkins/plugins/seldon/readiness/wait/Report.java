package io.jenkins.plugins.seldon.readiness.wait;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.readiness.Assessment;
import io.jenkins.plugins.seldon.readiness.Criteria;
import io.jenkins.plugins.seldon.readiness.Failure;
import io.jenkins.plugins.seldon.readiness.FailureKind;
import io.jenkins.plugins.seldon.readiness.RolloutStatus;
import io.jenkins.plugins.seldon.readiness.Snapshot;
import io.jenkins.plugins.seldon.readiness.WatchedKind;
import io.jenkins.plugins.seldon.text.Phrase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Puts the end of a wait, and its progress, into words. */
final class Report {

    private static final int REASONS = 5;

    /** Of a pod's name, before what is made up at its end. */
    private static final int LONGEST_STEM = 58;

    private final Criteria criteria;
    private final ClusterConnection connection;
    private final KubernetesClient client;
    private final Snapshot snapshot;
    private final Assessment assessment;
    private final Instant now;

    Report(
            Criteria criteria,
            ClusterConnection connection,
            KubernetesClient client,
            Snapshot snapshot,
            Assessment assessment,
            Instant now) {
        this.criteria = criteria;
        this.connection = connection;
        this.client = client;
        this.snapshot = snapshot;
        this.assessment = assessment;
        this.now = now;
    }

    /** How far it is, in a few words. */
    static String progress(Assessment assessment, RolloutStatus.Waiting waiting) {
        return assessment.readyPods() + " of " + assessment.pods().size() + " pods ready"
                + reasons(assessment, waiting);
    }

    Outcome ready(RolloutStatus.Ready ready) {
        int count = ready.pods().size();
        Phrase headline = told(count == 1 ? "wait.ready.one" : "wait.ready.many", count);
        return new Outcome(Outcome.Kind.READY, headline, assessment.table().lines(now), ready.pods(), now);
    }

    /** Reads logs, and blocks for it. */
    Outcome failed(RolloutStatus.Failed failed) {
        List<Failure> failures = failed.failures();
        FailureDetails diagnosis = new FailureDetails(client, connection.namespace(), snapshot, now);
        List<String> details = new ArrayList<>(diagnosis.of(
                Stream.concat(failures.stream(), failed.besides().stream()).toList()));
        if (failures.get(0).kind() == FailureKind.PROGRESS_DEADLINE) {
            details.addAll(diagnosis.ofUnready(assessment.shown()));
        }
        details.addAll(assessment.table().lines(now));
        int others = failures.size() - 1;
        Phrase more =
                others == 0 ? Phrase.text("") : Phrase.of(others == 1 ? "wait.failed.one" : "wait.failed.many", others);
        Phrase headline = told("wait.failed", failures.get(0).clause() + cause(failed), more);
        return new Outcome(Outcome.Kind.FAILED, headline, details, assessment.lines(), now);
    }

    private String cause(RolloutStatus.Failed failed) {
        return cause(failed, assessment.waiting()).map("; "::concat).orElse("");
    }

    /**
     * What else is wrong or, of a workload whose time is over, how far its pod is, as one whose image is being pulled. What
     * is wrong with another's pod does not tell why that time was not enough.
     */
    static Optional<String> cause(RolloutStatus.Failed failed, List<String> waiting) {
        Failure first = failed.failures().get(0);
        if (first.container() != null) {
            return Optional.empty();
        }
        boolean isLate = first.kind() == FailureKind.PROGRESS_DEADLINE;
        Optional<String> besides = failed.besides().stream()
                .filter(other -> !isLate || other.pod() == null || isItsPod(first.object(), other.pod()))
                .map(Failure::clause)
                .findFirst();
        return besides.isPresent() || !isLate ? besides : ofItsPod(first.object(), waiting);
    }

    private static boolean isItsPod(String deployment, String pod) {
        return ofItsPod(deployment, List.of("pod " + pod + " ")).isPresent();
    }

    /**
     * The first clause about a pod of a Deployment: of its name, a hash of its template, and five characters, before which
     * what is longer is cut (k8s.io/apiserver, pkg/storage/names/generate.go). Another's may begin as this one's does.
     *
     * @param deployment by kind and name, {@code deployment/web}
     */
    static Optional<String> ofItsPod(String deployment, List<String> clauses) {
        String name = deployment.substring(deployment.indexOf('/') + 1);
        String cut = name.length() < LONGEST_STEM
                ? Pattern.quote(name) + "-[a-z0-9]*"
                : Pattern.quote(name.substring(0, LONGEST_STEM)) + "[a-z0-9]*";
        Pattern itsPod = Pattern.compile("pod (" + Pattern.quote(name) + "-[a-z0-9]{6,10}-[a-z0-9]{5}|(?=\\S{"
                + (LONGEST_STEM + 5) + "} )" + cut + ") ");
        return clauses.stream()
                .filter(clause -> itsPod.matcher(clause).lookingAt())
                .findFirst();
    }

    /**
     * @param status how far it was
     * @param failure why the cluster can't be asked, null where it can
     */
    Outcome timedOut(String status, ClusterFailure failure) {
        if (failure != null) {
            String attempt = "watch namespace " + connection.namespace();
            Phrase headline = told("wait.unanswered", failure.sentence(attempt, connection.server()));
            return new Outcome(Outcome.Kind.TIMED_OUT, headline, List.of(), assessment.lines(), now);
        }
        FailureDetails diagnosis = new FailureDetails(client, connection.namespace(), snapshot, now);
        List<String> details = new ArrayList<>(diagnosis.of(assessment.failures()));
        details.addAll(diagnosis.ofUnready(assessment.shown()));
        if (!assessment.shown().isEmpty()) {
            details.addAll(assessment.table().lines(now));
        }
        return new Outcome(Outcome.Kind.TIMED_OUT, told("wait.timedOut", status), details, assessment.lines(), now);
    }

    Outcome unreachable(WatchedKind kind, ClusterFailure failure) {
        String attempt = "list the " + kind.plural() + " of namespace " + connection.namespace();
        if (kind.isOfOthers() && failure.kind() == ClusterFailure.Kind.NOT_FOUND) {
            return new Outcome(Outcome.Kind.FAILED, Phrase.text(unserved(kind)), List.of(), List.of(), now);
        }
        Phrase headline = Phrase.text(failure.sentence(attempt, connection.server()));
        return new Outcome(Outcome.Kind.FAILED, headline, List.of(), assessment.lines(), now);
    }

    /** A list of a kind is there where the kind is, whether its namespace exists or not. */
    private String unserved(WatchedKind kind) {
        return kind == WatchedKind.SELDON_DEPLOYMENT
                ? "The cluster at " + connection.server()
                        + " has no SeldonDeployment kind (machinelearning.seldon.io/v1); install Seldon Core, or wait"
                        + " for workloads or a selector instead."
                : "The cluster at " + connection.server() + " has no " + kind.kind() + " kind (" + kind.apiVersion()
                        + "); install what defines it, or wait for other workloads or a selector instead.";
    }

    /** Of the subject and its namespace, and of what else the sentence tells. */
    private Phrase told(String key, Object... more) {
        return Phrase.of(
                key,
                Stream.concat(Stream.of(criteria.subject().title(), connection.namespace()), Stream.of(more))
                        .toArray());
    }

    /**
     * The first of the reasons: those of pods and claims come before those of workloads, which say no more than that they
     * lack pods, and of a model in six clauses.
     */
    private static String reasons(Assessment assessment, RolloutStatus.Waiting waiting) {
        List<String> reasons = waiting.reasons();
        if (reasons.size() > REASONS) {
            Set<String> states = new HashSet<>(assessment.waiting());
            states.removeIf(state -> state.startsWith("pod ") || state.startsWith("claim "));
            reasons = reasons.stream()
                    .sorted(Comparator.comparing(states::contains))
                    .toList();
        }
        int shown = Math.min(REASONS, reasons.size());
        String more = reasons.size() > shown ? "; and " + (reasons.size() - shown) + " more" : "";
        return shown == 0 ? "" : "; " + String.join("; ", reasons.subList(0, shown)) + more;
    }
}
