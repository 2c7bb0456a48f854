package io.jenkins.plugins.seldon.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.text.JsonTexts;
import io.jenkins.plugins.seldon.text.Numbers;
import io.jenkins.plugins.seldon.text.PlainLine;
import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What one step has to show. Persisted with the build: its data is kept as JSON text, so that what a build has shown
 * once can be read by every later version. Immutable.
 */
@ExportedBean(defaultVisibility = 2)
public final class ReportSection implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Characters of JSON that a section keeps. */
    private static final int LARGEST = 2 << 20;

    private static final int LONGEST_TEXT = 2000;

    /** Which step a section is of; the page has a part for each. */
    public enum Kind {
        RELEASE,
        PODS,
        GATE
    }

    private final Kind kind;
    private final String subject;
    private final String outcome;
    private final String sentence;
    private final String data;

    /**
     * @param subject what it is about, such as a release's or a SeldonDeployment's name
     * @param outcome one word, such as {@code deployed}, {@code ready} or {@code PASS}
     * @param sentence the outcome as a person would say it
     * @param data maps and lists of texts, numbers and booleans: what the step returns. Of more than 2 MiB
     *     as JSON only the values at the top are kept, the evidence in the workspace has all
     */
    public ReportSection(Kind kind, String subject, String outcome, String sentence, Map<String, ?> data) {
        this.kind = Objects.requireNonNull(kind);
        this.subject = Objects.requireNonNull(subject);
        this.outcome = Objects.requireNonNull(outcome);
        this.sentence = Objects.requireNonNull(sentence);
        try {
            String all = JSON.writeValueAsString(data);
            this.data = all.length() <= LARGEST ? all : JSON.writeValueAsString(inShort(data));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the data of a section is not plain", e);
        }
    }

    /** The texts, numbers and booleans at the top, texts cut: a build is loaded with all of its report. */
    private static Map<String, Object> inShort(Map<String, ?> data) {
        Map<String, Object> kept = new LinkedHashMap<>();
        data.forEach((key, value) -> {
            if (value instanceof Number || value instanceof Boolean) {
                kept.put(key, value);
            } else if (value instanceof String text) {
                kept.put(key, text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…");
            }
        });
        return kept;
    }

    /** Characters that the build keeps of it. */
    int size() {
        return subject.length() + sentence.length() + data.length();
    }

    /** The same with the values at the top of its data alone. */
    ReportSection inShort() {
        return new ReportSection(kind, subject, outcome, sentence, inShort(getData()));
    }

    private ReportSection(Kind kind, String subject, String outcome, String sentence, String data) {
        this.kind = kind;
        this.subject = subject;
        this.outcome = outcome;
        this.sentence = sentence;
        this.data = data;
    }

    /**
     * The same with the cluster in the subject's name, since a build may judge one deployment in several.
     *
     * @param cluster the name of a cluster that an administrator has configured; empty for none
     */
    public ReportSection in(String cluster) {
        return cluster.isEmpty() ? this : new ReportSection(kind, cluster + ": " + subject, outcome, sentence, data);
    }

    /**
     * The same with other texts; what is shown as a sentence is one line, whatever names are in it.
     *
     * @param change of a field and a text in it: {@code subject}, {@code outcome}, {@code sentence}, and those of the data; the
     *     field is empty for the names of fields that are not ours
     */
    public ReportSection with(BinaryOperator<String> change) {
        return new ReportSection(
                kind,
                PlainLine.of(change.apply("subject", subject)),
                PlainLine.of(change.apply("outcome", outcome)),
                PlainLine.of(change.apply("sentence", sentence)),
                JsonTexts.all(data, Set.of(), change));
    }

    @Exported
    public Kind getKind() {
        return kind;
    }

    /** What was waited for, installed or judged. */
    @Exported
    public String getSubject() {
        return subject;
    }

    /** One word, such as a verdict. */
    @Exported
    public String getOutcome() {
        return outcome;
    }

    /** The outcome in a sentence; not escaped. */
    @Exported
    public String getSentence() {
        return sentence;
    }

    /** The outcome in a sentence, in the language of whoever looks at it. */
    public String getTold() {
        return say(sentence);
    }

    /** As {@link #shown}, of a sentence or a part of one, in the language of whoever looks at it. */
    public static String say(Object text) {
        return Viewer.translate(shown(text));
    }

    /** What the step returned, for the page and the remote API. */
    @Exported
    public Map<String, Object> getData() {
        try {
            return JSON.readValue(data, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the data of a section is what this class has written", e);
        }
    }

    /** Some values at the top of the data, read without the rest, of which there may be much. */
    Map<String, Object> top(Set<String> keys) {
        Map<String, Object> values = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(data)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                if (keys.contains(key)) {
                    values.put(key, JSON.readValue(parser, Object.class));
                } else {
                    parser.skipChildren();
                }
            }
            return values;
        } catch (IOException e) {
            throw new IllegalStateException("the data of a section is what this class has written", e);
        }
    }

    /** What the page shows of a gate. */
    public GateView getGate() {
        return new GateView(this);
    }

    /** The sign beside the outcome. */
    public Mark getMark() {
        return kind == Kind.GATE
                ? Mark.ofVerdict(outcome)
                : new Mark(Viewer.word("outcome.", outcome), isGood() ? Mark.Kind.GOOD : Mark.Kind.BAD);
    }

    /** In a few words: the outcome, and of what. */
    public String getLabel() {
        return shown(getMark().word() + ": " + subject);
    }

    /** A text for the page: on one line, without characters that show nothing of their own. Jelly escapes it. */
    public static String shown(Object text) {
        return text == null ? "" : PlainLine.of(String.valueOf(text));
    }

    /** A rate as people read it: {@code 66.7/s}; on its side of each limit, as {@link Numbers#measured} has it. */
    static String perSecond(Object rate, double... limits) {
        return rate instanceof Number number ? Numbers.measured(number.doubleValue(), limits) + "/s" : "";
    }

    /** A ratio as people read it: {@code 0 %}, {@code 1.5 %}; likewise, and never the whole where it is a part. */
    static String percent(Object ratio, double... limits) {
        return ratio instanceof Number number ? Numbers.percent(number.doubleValue(), limits) + " %" : "";
    }

    /** A truth as people read it. */
    public static String yesOrNo(Object truth) {
        return truth instanceof Boolean yes ? Viewer.say(yes ? "page.yes" : "page.no") : "";
    }

    /** True where the outcome is one to be glad of; the page says it in words and by an icon, not by colour alone. */
    public boolean isGood() {
        return switch (kind) {
            case RELEASE -> outcome.equals("deployed");
            case PODS -> outcome.equals("ready");
            case GATE -> outcome.equals("PASS");
        };
    }
}
