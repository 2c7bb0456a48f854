package io.jenkins.plugins.seldon.load;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Hard caps against accidents, set by an administrator.
 *
 * @param requests of one burst
 * @param rate arrivals a second
 * @param duration of one burst
 * @param concurrency callers at the same time
 * @param bodyBytes of a payload and of an answer
 */
public record LoadLimits(long requests, double rate, Duration duration, int concurrency, int bodyBytes)
        implements Serializable {

    /** A million requests, 5,000 a second, half an hour, 512 callers, 1 MiB. */
    public static final LoadLimits DEFAULT = new LoadLimits(1_000_000, 5_000, Duration.ofMinutes(30), 512, 1024 * 1024);

    /** The sentence that refuses a profile, or empty when it stays within the limits. */
    public Optional<String> refusal(LoadProfile profile) {
        if (profile.requests() > requests) {
            return exceeded("requests", profile.requests(), requests);
        }
        if (profile.rate() > rate) {
            return exceeded("rate", profile.rate(), rate);
        }
        if (profile.duration().compareTo(duration) > 0) {
            return exceeded("durationSeconds", profile.duration().toSeconds(), duration.toSeconds());
        }
        return profile.concurrency() > concurrency
                ? exceeded("concurrency", profile.concurrency(), concurrency)
                : Optional.empty();
    }

    /** The sentence that refuses a payload, or empty when it is small enough. */
    public Optional<String> refusalOfPayload(String payload) {
        long bytes = payload.getBytes(StandardCharsets.UTF_8).length;
        return bytes > bodyBytes
                ? Optional.of("The payload has " + bytes + " bytes, which is above the administrator's limit of "
                        + bodyBytes + "; nothing was sent.")
                : Optional.empty();
    }

    private static Optional<String> exceeded(String name, Number wanted, Number allowed) {
        return Optional.of("The burst's " + name + " of " + wanted + " is above the administrator's limit of " + allowed
                + "; nothing was sent.");
    }
}
