package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.gate.diagnose.Diagnosis;
import io.jenkins.plugins.seldon.gate.diagnose.Layer;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.helm.record.ReleaseStatus;
import io.jenkins.plugins.seldon.node.Secrets;
import io.jenkins.plugins.seldon.report.GateEvidence;
import io.jenkins.plugins.seldon.text.Language;
import io.jenkins.plugins.seldon.text.Phrase;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What may be shown of a step's texts: others' words without the secrets that the step knows, and the step's own words as they
 * are. A weak password may be {@code PASS} or a namespace's name; a verdict that programs and pages go by must not become a
 * mask for it, and tells nothing of it either. Where words of our own stand is known by the field that holds them, and in an
 * outcome's sentence by its pattern. Thread-safe; never persisted.
 */
final class OwnWords {

    /** The fields that hold names which the step's options gave. */
    private static final Set<String> NAMES = Set.of("cluster", "namespace", "deployment", "subject");

    private static final Map<String, Set<String>> VOCABULARY = Map.of(
            "verdict", all(Verdict.values(), Verdict::name),
            "name", all(Check.values(), Check::label),
            "severity", Set.of("fail", "unstable"),
            "layer", all(Layer.values(), Layer::toString),
            "health", all(Diagnosis.Health.values(), health -> health.name().toLowerCase(Locale.ROOT)),
            "status", all(ReleaseStatus.values(), ReleaseStatus::label),
            "executor", Set.of("not readable"),
            "prometheus", Set.of("no series"));

    private static final Set<String> WORDS =
            VOCABULARY.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    private final Secrets secrets;

    /** Sentences as they were made, by what may be shown of them. */
    private final Map<String, String> sentences = new ConcurrentHashMap<>();

    /** @param secrets those that the step knows, looked at anew for each text */
    OwnWords(Secrets secrets) {
        this.secrets = secrets;
    }

    /** Those that the step knows; they learn. */
    Secrets secrets() {
        return secrets;
    }

    private static <T> Set<String> all(T[] values, Function<T, String> word) {
        return Arrays.stream(values).map(word).collect(Collectors.toUnmodifiableSet());
    }

    /** What may be shown of a text that may quote others; null for null. */
    String shown(String text) {
        String known = text == null ? null : sentences.get(text);
        return known == null ? secrets.mask(text) : known;
    }

    /**
     * What may be shown of a field's text.
     *
     * @param field its name in JSON and in what the step returns, {@code outcome} and {@code subject} of a section; empty for a
     *     text that others named
     */
    String shown(String field, String text) {
        return isOwn(field, text) ? text : shown(text);
    }

    private static boolean isOwn(String field, String text) {
        return switch (field) {
            // The step says it in its own words whatever has come of it.
            case "outcome" -> true;
            case "evidence" -> text.startsWith(GateEvidence.FOLDER + "/");
            default ->
                NAMES.contains(field)
                        || VOCABULARY.getOrDefault(field, Set.of()).contains(text);
        };
    }

    /**
     * Makes a sentence known that says what came of the step: of it only what stands in its places is others', in English, in
     * which it is kept, and in the log's language, in which it is given back.
     */
    String learn(Phrase sentence, Language log) {
        Phrase shown = sentence.with(this::inPlace);
        String english = learn(sentence, shown, Language.ENGLISH);
        return log == Language.ENGLISH ? english : learn(sentence, shown, log);
    }

    private String learn(Phrase sentence, Phrase shown, Language language) {
        String said = language.say(sentence);
        sentences.put(said, shown.equals(sentence) ? said : language.say(shown));
        return said;
    }

    private String inPlace(String text) {
        return WORDS.contains(text) ? text : secrets.mask(text);
    }
}
