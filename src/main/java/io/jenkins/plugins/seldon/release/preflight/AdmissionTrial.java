package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.kubernetes.AtOnce;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Sentences;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Has the API server admit a pod of each workload without storing it ({@code dryRun=All}), and tells in its own words what
 * its Pod Security admission, its LimitRanges (of whole pods and of ratios, too), its webhooks and policies refuse. A
 * refusal of the last two is a warning only: they see a pod that no controller owns, asked for by another user than the
 * controller. So is that of OpenShift's security context constraints, which the pod's service account may be granted. Where
 * the server can't be asked (the namespace is not there yet, the user may not create pods), nothing is told. One that takes
 * longer for a pod than the controller waits is asked no more: it waits up to 30 s for each webhook that is down
 * (kubernetes.io, "Dynamic Admission Control"), and for the release's own objects it may wait for none.
 *
 * <p>The words: k8s.io/pod-security-admission, admission/admission.go ({@code violates PodSecurity}); k8s.io/kubernetes,
 * plugin/pkg/admission/limitranger/admission.go, of which several come in brackets; openshift/apiserver-library-go,
 * pkg/securitycontextconstraints/sccadmission/admission.go; k8s.io/apiserver,
 * pkg/admission/plugin/webhook/errors/statuserror.go ({@code denied the request}) and generic/webhook.go ({@code failed
 * calling webhook}), and policy/validating/dispatcher.go ({@code ValidatingAdmissionPolicy}).
 */
final class AdmissionTrial {

    private static final Logger LOGGER = Logger.getLogger(AdmissionTrial.class.getName());

    private static final int LONGEST = 600;
    private static final Pattern POD_SECURITY = Pattern.compile("violates PodSecurity .*", Pattern.DOTALL);
    private static final Pattern LIMIT_RANGE = Pattern.compile(
            "(?:\\[?(?:minimum|maximum) \\S{1,100} usage|\\S{1,40} max limit to request ratio) per (?:Pod|Container) is .*",
            Pattern.DOTALL);
    private static final Pattern CONSTRAINTS =
            Pattern.compile("unable to validate against any security context constraint: .*", Pattern.DOTALL);
    private static final Pattern WEBHOOK = Pattern.compile(
            "(?:admission webhook \\S+ denied|failed calling webhook|ValidatingAdmissionPolicy '[^']+' (?:with binding '[^']+' )?denied)"
                    + " .*",
            Pattern.DOTALL);

    /** Stands for what a server says that does not answer in time. */
    private static final String NO_ANSWER = "slow";

    /** Of a pod that was not tried, or of which the server has not said why it refuses it. */
    private static final Optional<String> UNKNOWN = Optional.of("");

    private final KubernetesClient client;
    private final String namespace;
    private final AtomicBoolean isSlow = new AtomicBoolean();

    AdmissionTrial(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * What came of it.
     *
     * @param problems what the server refuses
     * @param admitsAll whether it let in a pod of each workload, and of one at least
     */
    record Outcome(List<Problem> problems, boolean admitsAll) {}

    /** @throws KubernetesClientException if the server does not answer */
    Outcome outcome(List<Workload> workloads) throws InterruptedException {
        List<Workload> tried = workloads.stream()
                .filter(workload -> workload.replicas() > 0 && workload.isIn(namespace, namespace))
                .toList();
        List<Optional<String>> refusals = AtOnce.each(tried, this::refusal);
        List<Problem> problems = IntStream.range(0, tried.size())
                .mapToObj(i -> refusals.get(i).flatMap(said -> problem(tried.get(i), said)))
                .flatMap(Optional::stream)
                .toList();
        return new Outcome(problems, !tried.isEmpty() && refusals.stream().allMatch(Optional::isEmpty));
    }

    private Optional<String> refusal(Workload workload) {
        return isSlow.get() ? UNKNOWN : refusal(workload, account -> refusal(workload, account));
    }

    /**
     * What a trial says. Which of OpenShift's constraints a pod may use depends on its service account, too, which is there
     * after the first installation.
     *
     * @param trial why the server does not let in a pod of this service account, null for the namespace's own; empty where it
     *     does
     */
    static Optional<String> refusal(Workload workload, Function<String, Optional<String>> trial) {
        Optional<String> refused = trial.apply(null);
        String account = workload.pod().getServiceAccountName();
        if (account == null || !isOfConstraints(refused)) {
            return refused;
        }
        Optional<String> again = trial.apply(account);
        return again.isEmpty() || isOfConstraints(again) ? again : refused;
    }

    private static boolean isOfConstraints(Optional<String> refused) {
        return refused.filter(said -> CONSTRAINTS.matcher(said).find()).isPresent();
    }

    private Optional<String> refusal(Workload workload, String account) {
        try {
            client.pods()
                    .inNamespace(namespace)
                    .resource(pod(workload, account))
                    .dryRun()
                    .create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (ClusterFailure.of(e).kind() == ClusterFailure.Kind.TIMEOUT) {
                return isSlow.getAndSet(true) ? UNKNOWN : Optional.of(NO_ANSWER);
            }
            if (e.getStatus() == null) {
                throw e;
            }
            LOGGER.log(Level.FINE, e, () -> "The trial of a pod of " + workload.label() + " was refused.");
            return Optional.of(Objects.requireNonNullElse(e.getStatus().getMessage(), ""));
        }
    }

    /** The pod without what the chart itself brings and is not there yet. */
    private static Pod pod(Workload workload, String account) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(workload.name() + "-preflight")
                .withLabels(workload.metadata().getLabels())
                .withAnnotations(workload.metadata().getAnnotations())
                .endMetadata()
                .withNewSpecLike(workload.pod())
                .withServiceAccount(null)
                .withServiceAccountName(account)
                .withPriorityClassName(null)
                .endSpec()
                .build();
    }

    /** What a refusal means; empty where it is for another reason, such as rights or a quota, that others look at. Pure. */
    static Optional<Problem> problem(Workload workload, String said) {
        if (said.equals(NO_ANSWER)) {
            return Optional.of(Problem.warning(
                    PreflightCheck.WEBHOOKS,
                    "the API server did not say in time whether it admits a pod of " + workload.label()
                            + ", as happens when an admission webhook is down. The release's pods may come late, or not"
                            + " at all: check the cluster's webhooks."));
        }
        Matcher level = POD_SECURITY.matcher(said);
        if (level.find()) {
            return Optional.of(Problem.refusal(
                    PreflightCheck.POD_SECURITY,
                    "The API server would refuse the pods of " + workload.label() + ": " + words(level)
                            + ". Use another namespace, have its label pod-security.kubernetes.io/enforce changed, or"
                            + " change or leave out " + workload.label() + " through the values."));
        }
        Matcher limits = LIMIT_RANGE.matcher(said);
        if (limits.find()) {
            return Optional.of(Problem.refusal(
                    PreflightCheck.LIMIT_RANGE,
                    "The API server would refuse the pods of " + workload.label() + ": " + words(limits)
                            + ". Change the resources of its containers in the values, or have the namespace's LimitRange"
                            + " changed."));
        }
        Matcher constraints = CONSTRAINTS.matcher(said);
        if (constraints.find()) {
            String account = Objects.requireNonNullElse(workload.pod().getServiceAccountName(), "default");
            return Optional.of(Problem.warning(
                    PreflightCheck.POD_SECURITY,
                    "the API server refused a pod of " + workload.label() + " on trial: " + words(constraints)
                            + ". The release will have none unless service account " + account + " may use a constraint"
                            + " that lets it in (oc adm policy add-scc-to-user), or the values give it another"
                            + " securityContext."));
        }
        Matcher webhook = WEBHOOK.matcher(said);
        return webhook.find()
                ? Optional.of(Problem.warning(
                        PreflightCheck.WEBHOOKS,
                        "the API server refused a pod of " + workload.label() + " on trial: " + words(webhook)
                                + ". If it refuses those of the controller too, the release will have none."))
                : Optional.empty();
    }

    private static String words(Matcher found) {
        return Sentences.clause(Excerpt.of(found.group(), LONGEST));
    }
}
