package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an event came last and how often, in the fields of both APIs that write them: events and events.events.k8s.io. */
class EventsTest {

    @ParameterizedTest(name = "last {0}, series {1}, event {2}, first {3}, created {4}: {5}")
    @CsvSource(
            nullValues = "-",
            value = {
                "10:05, -,     -,     10:01, 10:00, 10:05",
                "-,     10:07, 10:02, -,     10:00, 10:07",
                "-,     -,     10:02, -,     10:00, 10:02",
                "-,     -,     -,     10:01, 10:00, 10:01",
                "-,     -,     -,     -,     10:00, 10:00",
            })
    void anEventsTimeIsTheLatestThatItTells(
            String last, String series, String event, String first, String created, String time) {
        Event of = new EventBuilder()
                .withNewMetadata()
                .withName("e")
                .withCreationTimestamp(at(created))
                .endMetadata()
                .withLastTimestamp(at(last))
                .withFirstTimestamp(at(first))
                .build();
        if (series != null) {
            of = new EventBuilder(of)
                    .withNewSeries()
                    .withNewLastObservedTime(at(series))
                    .endSeries()
                    .build();
        }
        if (event != null) {
            of = new EventBuilder(of).withNewEventTime(at(event)).build();
        }
        assertThat(Events.time(of)).isEqualTo(Instant.parse(at(time)));
    }

    /** All that looks like a time stamp of Kubernetes means what Java's own reader takes it for, or nothing. */
    @Test
    void aTimeStampIsReadAsJavaReadsIt() {
        Random random = new Random(42);
        List<String> stamps = new ArrayList<>(List.of(
                "2024-02-29T23:59:59Z",
                "2023-02-29T00:00:00Z",
                "2026-12-31T23:59:60Z",
                "2026-01-01T24:00:00Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "1969-12-31T23:59:59Z",
                "2026-00-10T00:00:00Z",
                "2026-01-01T00:00:00z",
                "2026-01-01T00:00:00.5Z",
                "2026-01-01T00:00:00+01:00",
                "2026-01-01 00:00:00Z",
                "٢٠٢٦-01-01T00:00:00Z",
                "now"));
        for (int i = 0; i < 20_000; i++) {
            stamps.add("%04d-%02d-%02dT%02d:%02d:%02dZ"
                    .formatted(
                            random.nextInt(10_000),
                            random.nextInt(14),
                            random.nextInt(33),
                            random.nextInt(26),
                            random.nextInt(62),
                            random.nextInt(62)));
        }
        assertThat(stamps).allSatisfy(stamp -> assertThat(Events.instant(stamp)).isEqualTo(java(stamp)));
    }

    private static Instant java(String stamp) {
        try {
            return Instant.parse(stamp);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    @Test
    void aSeriesWithoutATimeTellsNone() {
        Event of = new EventBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSeries()
                .endSeries()
                .build();
        assertThat(Events.time(of)).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest(name = "count {0}, series {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {"-, -, 1", "0, -, 1", "4, -, 4", "-, 7, 7", "1, 7, 7"})
    void anEventOccurredAsOftenAsItsSeriesTells(Integer count, Integer series, int expected) {
        EventBuilder event = new EventBuilder().withCount(count);
        if (series != null) {
            event.withNewSeries().withCount(series).endSeries();
        } else {
            event.withNewSeries().endSeries();
        }
        assertThat(Events.count(event.build())).isEqualTo(expected);
        if (series == null) {
            assertThat(Events.count(new EventBuilder().withCount(count).build()))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource(
            nullValues = "-",
            value = {"-", "''", "yesterday"})
    void whatIsNoTimeIsLongAgo(String stamp) {
        assertThat(Events.instant(stamp)).isEqualTo(Instant.EPOCH);
    }

    private static String at(String time) {
        return time == null ? null : "2026-11-22T" + time + ":00Z";
    }
}
