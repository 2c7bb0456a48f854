package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reading events, whose time stands in one of five fields, depending on who wrote them and in which API. */
public final class Events {

    /** Oldest first; events of the same time in a fixed order. */
    static final Comparator<Event> BY_TIME = Comparator.comparing(Events::time)
            .thenComparing(event -> event.getMetadata().getName());

    /** A time stamp whose digits may be others. */
    private static final String USUAL = "0000-00-00T00:00:00Z";

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

    /** The name of what an object is about: that of an event's object, else its own. */
    public static String about(HasMetadata object) {
        String involved = object instanceof Event event && event.getInvolvedObject() != null
                ? event.getInvolvedObject().getName()
                : null;
        return involved == null ? object.getMetadata().getName() : involved;
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
            return isUsual(stamp) ? usual(stamp) : Instant.parse(stamp);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /** Whether it looks like {@code 2026-01-31T12:00:00Z}, as all but those of some events do. */
    private static boolean isUsual(String stamp) {
        if (stamp.length() != USUAL.length()) {
            return false;
        }
        for (int i = 0; i < USUAL.length(); i++) {
            char c = stamp.charAt(i);
            if (USUAL.charAt(i) == '0' ? c < '0' || c > '9' : c != USUAL.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** What {@link Instant#parse} makes of it, in a fraction of its time: each wait reads those of all its pods. */
    private static Instant usual(String stamp) {
        int hour = number(stamp, 11, 13);
        int minute = number(stamp, 14, 16);
        int second = number(stamp, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(stamp);
        }
        LocalDate day = LocalDate.of(number(stamp, 0, 4), number(stamp, 5, 7), number(stamp, 8, 10));
        return Instant.ofEpochSecond(86_400 * day.toEpochDay() + 3_600 * hour + 60 * minute + second);
    }

    private static int number(String stamp, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + stamp.charAt(i) - '0';
        }
        return number;
    }
}
