package io.jenkins.plugins.seldon.readiness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The watch events of a real cluster in the order in which a watcher got them, as recorded in
 * {@code src/test/resources/recorded-1.33.5} (its README says what each is and what is right for it): one event a line,
 * {@code {"ms": since the first, "resource": …, "type": ADDED|MODIFIED|DELETED, "object": {…}}}.
 *
 * @param name the file's name without its ending
 * @param start the watcher's clock at the first event, as far as the objects' own times tell; they are whole seconds
 * @param moments what the namespace showed after each event, events of one millisecond together
 */
record Recording(String name, Instant start, List<Moment> moments) {

    private static final String FOLDER = "/recorded-1.33.5/";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final KubernetesSerialization OBJECTS = new KubernetesSerialization();
    /** A pod's deletion is dated at the end of its grace period, so ahead of the clock. */
    private static final Pattern TIME = Pattern.compile("\"(\\w+)\":\"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)\"");

    /**
     * @param ms since the first event
     * @param json what changed, as the API server sent it; several where they came together
     */
    record Moment(long ms, List<JsonNode> json, Snapshot snapshot) {}

    /** Reads {@code <name>.jsonl} or {@code <name>.jsonl.gz}. */
    static Recording of(String name) throws IOException {
        Map<String, HasMetadata> objects = new LinkedHashMap<>();
        List<Moment> moments = new ArrayList<>();
        Instant start = Instant.MIN;
        List<JsonNode> events = read(name);
        List<JsonNode> together = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            JsonNode event = events.get(i);
            JsonNode object = event.path("object");
            String key = event.path("resource").asText() + "/"
                    + object.at("/metadata/name").asText();
            if (event.path("type").asText().equals("DELETED")) {
                objects.remove(key);
            } else {
                objects.put(key, OBJECTS.convertValue(object, HasMetadata.class));
            }
            long ms = event.path("ms").asLong();
            start = later(start, object.toString(), ms);
            together.add(event);
            if (i + 1 == events.size() || events.get(i + 1).path("ms").asLong() > ms) {
                moments.add(new Moment(ms, List.copyOf(together), new Snapshot(objects.values())));
                together.clear();
            }
        }
        return new Recording(name, start, List.copyOf(moments));
    }

    /** The verdicts on a subject from the first event to the last. */
    Timeline play(Subject subject) {
        return play(Criteria.of(subject), Duration.ZERO);
    }

    /**
     * The verdicts from the first event to the last and for some time after it, in which nothing changes. As a wait does,
     * it judges at each event and whenever a verdict may change by time alone; unlike a wait, it goes on after READY and
     * FAILED.
     */
    Timeline play(Criteria criteria, Duration after) {
        List<Timeline.Entry> entries = new ArrayList<>();
        RolloutState state = RolloutState.NEW;
        long end = moments.get(moments.size() - 1).ms() + after.toMillis();
        for (int i = 0; i < moments.size(); i++) {
            Moment moment = moments.get(i);
            Assessment assessment = Verdicts.assess(moment.snapshot(), criteria, Set.of());
            long until = i + 1 < moments.size() ? moments.get(i + 1).ms() : end + 1;
            Optional<Instant> next = Optional.of(start.plusMillis(moment.ms()));
            while (next.isPresent() && ms(next.get()) < until) {
                Instant now = next.get();
                RolloutState.Judgement judgement = state.judge(assessment, criteria, now);
                state = judgement.next();
                entries.add(new Timeline.Entry(ms(now), judgement.status()));
                next = judgement.reconsider().filter(again -> again.isAfter(now));
            }
        }
        return new Timeline(List.copyOf(entries));
    }

    private long ms(Instant instant) {
        return Duration.between(start, instant).toMillis();
    }

    /** What was said when. */
    record Timeline(List<Entry> entries) {

        /** @param ms since the first event */
        record Entry(long ms, RolloutStatus status) {

            /** {@code WAITING}, {@code READY} or {@code FAILED}. */
            String outcome() {
                if (status instanceof RolloutStatus.Ready) {
                    return "READY";
                }
                return status instanceof RolloutStatus.Failed ? "FAILED" : "WAITING";
            }

            /** What is missing, the pods that count, or the failures' sentences. */
            String sentence() {
                if (status instanceof RolloutStatus.Waiting waiting) {
                    return String.join("; ", waiting.reasons());
                }
                if (status instanceof RolloutStatus.Failed failed) {
                    return String.join(
                            " ",
                            failed.failures().stream().map(Failure::sentence).toList());
                }
                return String.join(
                        ", ",
                        ((RolloutStatus.Ready) status)
                                .pods().stream().map(PodLine::name).toList());
            }

            @Override
            public String toString() {
                return ms + " " + outcome() + " " + sentence();
            }
        }

        /** The outcomes, each once for as long as it lasts. */
        List<String> outcomes() {
            List<String> outcomes = new ArrayList<>();
            for (Entry entry : entries) {
                if (outcomes.isEmpty() || !outcomes.get(outcomes.size() - 1).equals(entry.outcome())) {
                    outcomes.add(entry.outcome());
                }
            }
            return outcomes;
        }

        /** What was said at a time: the newest entry that is not younger. */
        Entry at(long ms) {
            return entries.stream()
                    .filter(entry -> entry.ms() <= ms)
                    .reduce((first, second) -> second)
                    .orElseThrow();
        }

        /** Where a wait would have ended: the first entry that is no longer WAITING; empty where it would not. */
        Optional<Entry> end() {
            return entries.stream()
                    .filter(entry -> !entry.outcome().equals("WAITING"))
                    .findFirst();
        }

        Entry last() {
            return entries.get(entries.size() - 1);
        }
    }

    private static List<JsonNode> read(String name) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(name), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                events.add(JSON.readTree(line));
            }
        }
        return events;
    }

    private static InputStream open(String name) throws IOException {
        InputStream plain = Recording.class.getResourceAsStream(FOLDER + name + ".jsonl");
        if (plain != null) {
            return plain;
        }
        InputStream zipped = Recording.class.getResourceAsStream(FOLDER + name + ".jsonl.gz");
        if (zipped == null) {
            throw new FileNotFoundException(FOLDER + name + ".jsonl[.gz]");
        }
        return new GZIPInputStream(zipped);
    }

    /** The watcher's clock was at no time behind what an object says of the past. */
    private static Instant later(Instant start, String json, long ms) {
        Instant latest = start;
        Matcher times = TIME.matcher(json);
        while (times.find()) {
            Instant at = Instant.parse(times.group(2)).minusMillis(ms);
            if (!times.group(1).equals("deletionTimestamp") && at.isAfter(latest)) {
                latest = at;
            }
        }
        return latest;
    }
}
