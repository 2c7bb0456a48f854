package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reading events, whose time stands in one of five fields, depending on who wrote them and in which API. */
public final class Events {

    /** Oldest first; events of the same time in a fixed order. */
    static final Comparator<Event> BY_TIME = Comparator.comparing(Events::time)
            .thenComparing(event -> event.getMetadata().getName());

    private Events() {}

    /** The time of its last occurrence. */
    public static Instant time(Event event) {
        Instant latest = Instant.EPOCH;
        String[] stamps = {
            event.getLastTimestamp(),
            event.getSeries() == null || event.getSeries().getLastObservedTime() == null
                    ? null
                    : event.getSeries().getLastObservedTime().getTime(),
            event.getEventTime() == null ? null : event.getEventTime().getTime(),
            event.getFirstTimestamp(),
            event.getMetadata().getCreationTimestamp()
        };
        for (String stamp : stamps) {
            Instant time = instant(stamp);
            if (time.isAfter(latest)) {
                latest = time;
            }
        }
        return latest;
    }

    /** How often it occurred. */
    public static int count(Event event) {
        if (event.getSeries() != null && event.getSeries().getCount() != null) {
            return event.getSeries().getCount();
        }
        return event.getCount() == null ? 1 : Math.max(1, event.getCount());
    }

    /** The newest of the events that has one of these reasons. */
    static Optional<Event> latest(List<Event> events, Set<String> reasons) {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (reasons.contains(events.get(i).getReason())) {
                return Optional.of(events.get(i));
            }
        }
        return Optional.empty();
    }

    /** A Kubernetes time stamp; the epoch if absent or unreadable. */
    static Instant instant(String stamp) {
        if (stamp == null || stamp.isEmpty()) {
            return Instant.EPOCH;
        }
        try {
            return Instant.parse(stamp);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
