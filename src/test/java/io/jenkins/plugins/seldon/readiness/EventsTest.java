package io.jenkins.plugins.seldon.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import java.time.Instant;
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
