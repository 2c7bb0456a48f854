package io.jenkins.plugins.seldon.release.preflight;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.kubernetes.AtOnce;
import io.jenkins.plugins.seldon.kubernetes.ClusterFailure;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Sentences;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has the API server try the change of each object that a release has already, without storing it ({@code dryRun=All}), and tells
 * which of its fields can't be changed. Helm would find that out in the middle, with half of the objects changed.
 *
 * <p>What is sent is what Helm sends (helm.sh/helm, pkg/kube/client.go, createPatch): the rendered object, and null for
 * what the release made before and no longer has, as a strategic merge or, of custom resources, a merge. Of lists nothing
 * is taken away, so that some changes are found by Helm alone; whatever else the server has against the change is left to
 * Helm too, and so is all that is not tried yet when the server takes longer for a change than the controller waits, as
 * where a webhook is down.
 *
 * <p>The words: k8s.io/kubernetes, pkg/apis/…/validation, as recorded from kube-apiserver 1.20.2; a server quotes the whole value
 * before them, which may hold secrets, so that only they are told.
 */
public final class ChangeTrial {

    private static final int LONGEST = 300;
    private static final int UNPROCESSABLE = 422;
    private static final String STATEFUL_SET = "StatefulSet";

    /** Said behind the last colon of a line: what stands before it may be a value. */
    private static final Pattern FIXED = Pattern.compile(
            "(?i)\\bimmutable\\b|\\bmay not (?:be )?change|\\bcan ?not (?:be unset|be less than|change)\\b|\\bupdates to ");

    /** kubernetes, plugin/pkg/admission/storage/persistentvolume/resize. */
    private static final Pattern NO_RESIZE = Pattern.compile("only dynamically provisioned pvc can be resized[^:\n]*");

    private final KubernetesClient client;
    private final ServedApis served;
    private final String namespace;
    private volatile boolean isSlow;

    /**
     * @param served what the API server has
     * @param namespace the release's
     */
    public ChangeTrial(KubernetesClient client, ServedApis served, String namespace) {
        this.client = client;
        this.served = served;
        this.namespace = namespace;
    }

    /** A rendered object, and what the release made of it before, empty where only the cluster may have it. */
    private record Change(RenderedObject wanted, Map<?, ?> before) {}

    /**
     * What can't be changed, a problem for each object. What a release leaves behind when it is removed, the next one takes
     * over.
     *
     * @param wanted what the chart renders
     * @param current what the revision that Helm goes on from made, empty for none
     * @param certain whether that is what the cluster has, so that what stays the same need not be tried
     * @throws KubernetesClientException if the server does not answer
     */
    public List<Problem> problems(List<RenderedObject> wanted, List<RenderedObject> current, boolean certain)
            throws InterruptedException {
        Map<String, Map<?, ?>> before =
                current.stream().collect(Collectors.toMap(this::key, RenderedObject::body, (first, second) -> second));
        List<Change> changes = wanted.stream()
                .filter(object -> served.serves(object.apiVersion(), object.kind()))
                .filter(object -> before.containsKey(key(object)) || object.isKept())
                .map(object -> new Change(object, before.getOrDefault(key(object), Map.of())))
                .filter(change -> !certain || !change.wanted().body().equals(change.before()))
                .toList();
        return AtOnce.each(changes, this::problem).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private String key(RenderedObject object) {
        return object.group() + "/" + object.kind() + "/" + namespaceOf(object) + "/" + object.name();
    }

    private String namespaceOf(RenderedObject object) {
        return Objects.requireNonNullElse(object.namespace(), namespace);
    }

    private Optional<Problem> problem(Change change) {
        if (isSlow) {
            return Optional.empty();
        }
        Status refusal = refusal(change, PatchType.STRATEGIC_MERGE);
        if (refusal != null && Objects.equals(refusal.getCode(), HttpURLConnection.HTTP_UNSUPPORTED_TYPE)) {
            refusal = refusal(change, PatchType.JSON_MERGE);
        }
        return refusal == null ? Optional.empty() : fixed(refusal, change).map(fixed -> problem(change, fixed));
    }

    private Problem problem(Change change, String fixed) {
        RenderedObject object = change.wanted();
        boolean keepsPods = keepsPods(change);
        return Problem.refusal(
                PreflightCheck.IMMUTABLE,
                "The API server would refuse to change " + object.label() + ": " + fixed
                        + ". Leave that as it is through the values, or have Helm recreate " + object.label() + ": "
                        + String.join(" ", deletion(object, keepsPods)) + "."
                        + (keepsPods ? " That leaves its pods and claims." : consequence(object.kind())));
    }

    /**
     * Whether the pods of an object can stay while it is made anew. A StatefulSet takes over those that its selector selects;
     * others keep it from making its own, which have the same names (kubernetes, pkg/controller/statefulset).
     */
    private static boolean keepsPods(Change change) {
        return change.wanted().kind().equals(STATEFUL_SET)
                && change.before().get("spec") instanceof Map<?, ?> before
                && Objects.equals(before.get("selector"), change.wanted().get("spec", "selector"));
    }

    private List<String> deletion(RenderedObject object, boolean keepsPods) {
        ServedApis.Resource resource = served.resource(object.apiVersion(), object.kind());
        List<String> command = new ArrayList<>(List.of("kubectl", "delete"));
        command.add(object.group().isEmpty() ? resource.name() : resource.name() + "." + object.group());
        command.add(object.name());
        if (resource.namespaced()) {
            command.addAll(List.of("--namespace", namespaceOf(object)));
        }
        if (keepsPods) {
            command.add("--cascade=orphan");
        }
        return command;
    }

    private static String consequence(String kind) {
        return switch (kind) {
            case "PersistentVolumeClaim" -> " That deletes its data too.";
            case STATEFUL_SET, "Deployment", "DaemonSet", "ReplicaSet", "Job" -> " That deletes its pods too.";
            default -> "";
        };
    }

    /** What the server answers that does not take a change; null where it does, has no such object, or does not answer. */
    private Status refusal(Change change, PatchType type) {
        RenderedObject object = change.wanted();
        ServedApis.Resource resource = served.resource(object.apiVersion(), object.kind());
        PatchContext trial = new PatchContext.Builder()
                .withPatchType(type)
                .withDryRun(List.of("All"))
                .build();
        try {
            resource.in(client, object.apiVersion(), object.kind(), namespaceOf(object))
                    .withName(object.name())
                    .patch(trial, Serialization.asJson(Patch.of(change.before(), object.body())));
            return null;
        } catch (KubernetesClientException e) {
            if (ClusterFailure.of(e).kind() == ClusterFailure.Kind.TIMEOUT) {
                isSlow = true;
                return null;
            }
            if (e.getStatus() == null) {
                throw e;
            }
            return e.getStatus();
        }
    }

    /** The fields that a refusal says can't be changed, with its words; empty where it is for another reason. Pure. */
    static Optional<String> fixed(Status refusal, Map<?, ?> before, Map<?, ?> wanted) {
        if (refusal.getMessage() != null && Objects.equals(refusal.getCode(), HttpURLConnection.HTTP_FORBIDDEN)) {
            Matcher resize = NO_RESIZE.matcher(refusal.getMessage());
            return resize.find() ? Optional.of(words(resize.group())) : Optional.empty();
        }
        if (!Objects.equals(refusal.getCode(), UNPROCESSABLE) || refusal.getDetails() == null) {
            return Optional.empty();
        }
        String fields = refusal.getDetails().getCauses().stream()
                .flatMap(cause -> fixed(cause, before, wanted))
                .collect(Collectors.joining("; "));
        return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
    }

    private static Optional<String> fixed(Status refusal, Change change) {
        return fixed(refusal, change.before(), change.wanted().body());
    }

    private static Stream<String> fixed(StatusCause cause, Map<?, ?> before, Map<?, ?> wanted) {
        String field = Objects.requireNonNullElse(cause.getField(), "");
        return Objects.requireNonNullElse(cause.getMessage(), "")
                .lines()
                .map(line -> line.substring(line.lastIndexOf(':') + 1))
                .filter(clause -> FIXED.matcher(clause).find())
                .limit(1)
                .map(clause -> (field.isEmpty() ? "" : field + ": ")
                        + words(clause)
                        + (field.equals("spec") ? changed(clause, before, wanted) : ""));
    }

    /** What of a spec changes where the server only says that nothing must but what it quotes. */
    private static String changed(String words, Map<?, ?> before, Map<?, ?> wanted) {
        if (!(before.get("spec") instanceof Map<?, ?> old) || !(wanted.get("spec") instanceof Map<?, ?> fresh)) {
            return "";
        }
        TreeSet<String> changed = new TreeSet<>();
        Stream.concat(old.keySet().stream(), fresh.keySet().stream())
                .filter(key -> !Objects.equals(old.get(key), fresh.get(key)) && !words.contains("'" + key + "'"))
                .forEach(key -> changed.add(key.toString()));
        return changed.isEmpty() ? "" : " (the chart changes " + String.join(", ", changed) + ")";
    }

    private static String words(String said) {
        return Sentences.clause(Excerpt.of(said.strip(), LONGEST));
    }
}
