package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Numbers;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;

/**
 * When the requests of a burst are sent. Open model ({@code rate} above 0): at a constant arrival rate, whatever the
 * answers do, so that a stall of the model shows in the latencies instead of slowing the burst. Closed model: as fast
 * as {@code concurrency} callers get their answers.
 *
 * @param requests how many; 0 in a closed model that only a duration ends
 * @param rate arrivals a second after the ramp; 0 for the closed model
 * @param duration how long sending is planned to take; zero in a closed model that only a number of requests ends
 * @param concurrency requests under way at the same time, at most
 * @param rampUp how long the rate (or the number of callers) takes to rise from nothing
 */
public record LoadProfile(long requests, double rate, Duration duration, int concurrency, Duration rampUp)
        implements Serializable {

    private static final int CALLERS_OF_OPEN_MODEL = 128;

    /** Requests that are sent by a few callers as fast as they get answers: warm-up, endpoint check. */
    public static LoadProfile closed(long requests, int concurrency) {
        return new LoadProfile(requests, 0, Duration.ZERO, concurrency, Duration.ZERO);
    }

    /**
     * The profile that a user's wishes amount to; 0 stands for "not given". Two of requests, rate and duration give the
     * third; requests alone are spread over {@code spread}; concurrency without rate and duration is the closed model.
     *
     * @param spread how long a burst lasts when only its number of requests is given
     * @throws InvalidOptionException with a sentence, when the wishes contradict each other
     */
    public static LoadProfile of(
            long requests,
            double rate,
            double durationSeconds,
            int concurrency,
            double rampUpSeconds,
            Duration spread) {
        if (requests < 0
                || concurrency < 0
                || !(rate >= 0 && rate < Double.POSITIVE_INFINITY)
                || !(durationSeconds >= 0 && durationSeconds < Double.POSITIVE_INFINITY)
                || !(rampUpSeconds >= 0 && rampUpSeconds < Double.POSITIVE_INFINITY)) {
            throw new InvalidOptionException(
                    "The numbers requests, rate, durationSeconds, concurrency and rampUpSeconds must not be negative.");
        }
        if (concurrency > 0 && rate == 0 && (durationSeconds == 0 || requests == 0)) {
            if (requests == 0 && durationSeconds == 0) {
                throw new InvalidOptionException(
                        "A burst needs a number of requests or a duration: give requests or durationSeconds.");
            }
            return new LoadProfile(requests, 0, seconds(durationSeconds), concurrency, seconds(rampUpSeconds));
        }
        int callers = concurrency > 0 ? concurrency : CALLERS_OF_OPEN_MODEL;
        double ramp = rampUpSeconds / 2;
        if (requests > 0 && rate > 0 && durationSeconds > 0) {
            double planned = rate * (durationSeconds - ramp);
            if (Math.abs(planned - requests) > Math.max(1, 0.01 * requests)) {
                throw new InvalidOptionException("The options of the burst contradict each other: rate × "
                        + "durationSeconds is "
                        + Math.round(planned) + " and requests is " + requests + "; leave out one of the three.");
            }
        }
        if (requests == 0 && rate > 0 && durationSeconds > 0) {
            return open(Math.round(rate * (durationSeconds - ramp)), rate, durationSeconds, callers, rampUpSeconds);
        }
        if (requests > 0 && rate > 0) {
            return open(requests, rate, requests / rate + ramp, callers, rampUpSeconds);
        }
        if (requests > 0) {
            double over = durationSeconds > 0 ? durationSeconds : spread.toMillis() / 1000.0;
            return open(requests, requests / (over - Math.min(ramp, over / 2)), over, callers, rampUpSeconds);
        }
        throw new InvalidOptionException("A burst needs a size: give requests, or rate and durationSeconds.");
    }

    private static LoadProfile open(long requests, double rate, double duration, int callers, double rampUp) {
        if (requests < 1 || rampUp > duration) {
            throw new InvalidOptionException(
                    "The burst sends nothing: its ramp-up is longer than the burst, or its duration is too short "
                            + "for its rate.");
        }
        return new LoadProfile(requests, rate, seconds(duration), callers, seconds(rampUp));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    /** The same requests by this many callers at most. */
    public LoadProfile withAtMost(int callers) {
        return new LoadProfile(requests, rate, duration, Math.min(concurrency, callers), rampUp);
    }

    /** True for a constant arrival rate. */
    public boolean isOpen() {
        return rate > 0;
    }

    /** Requests of the open model that may be under way at once when the model stalls for a second. */
    int mostInAStall() {
        return isOpen() ? (int) Math.min(Math.min(requests, concurrency), Math.ceil(rate)) : 0;
    }

    /**
     * When a request of the open model is due: nanoseconds after the burst's start. During the ramp the rate rises
     * linearly, so that the n-th arrival is due at the root of 2·n·ramp/rate.
     */
    long dueNanos(long index) {
        double rampSeconds = rampUp.toNanos() / 1e9;
        double inRamp = rate * rampSeconds / 2;
        double due = index < inRamp ? Math.sqrt(2 * index * rampSeconds / rate) : rampSeconds / 2 + index / rate;
        return Math.round(due * 1e9);
    }

    /** For a log: {@code 200 requests at 20.0/s for 10.0 s}. */
    @Override
    public String toString() {
        double seconds = duration.toMillis() / 1000.0;
        if (isOpen()) {
            String pace = rate < 1 ? Numbers.measured(rate) : String.format(Locale.ROOT, "%.1f", rate);
            return String.format(Locale.ROOT, "%d requests at %s/s for %.1f s", requests, pace, seconds);
        }
        String size = requests > 0 ? requests + " requests" : String.format(Locale.ROOT, "%.1f s", seconds);
        return size + " by " + concurrency + " callers as fast as they get answers";
    }
}
