package io.jenkins.plugins.seldon.prometheus;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Prometheus writes them: {@code 15s}, {@code 1m30s}, {@code 500ms}. */
public final class PrometheusDuration {

    private static final Pattern FORM =
            Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final long LONGEST_MILLIS = 30L * 86_400_000;
    private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1000, 1};

    private PrometheusDuration() {}

    /** Empty for anything that is no such duration, for none at all and for one that nobody would wait for. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.length() > 20 || !matcher.matches()) {
            return Optional.empty();
        }
        long millis = 0;
        for (int i = 0; i < MILLIS.length; i++) {
            if (matcher.group(i + 1) != null) {
                millis += Math.min(Long.parseLong(matcher.group(i + 1)), 1_000_000_000L) * MILLIS[i];
            }
        }
        return millis > 0 && millis <= LONGEST_MILLIS ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
    }

    /** The same of a range in a query, which Prometheus 3 also takes in seconds without a unit. */
    public static Optional<Duration> ofRange(String text) {
        return text.matches("[0-9]++(?:\\.[0-9]++)?+")
                ? Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000)))
                : parse(text);
    }

    /** In whole seconds, rounded up, as in {@code [90s]}. */
    public static String seconds(Duration duration) {
        return (duration.toMillis() + 999) / 1000 + "s";
    }
}
