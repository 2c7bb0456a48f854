package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.text.Numbers;
import java.io.Serializable;

/**
 * Where a burst stands, about once a second while it runs.
 *
 * @param planned requests in all; 0 where only a duration ends the burst
 * @param sent requests begun
 * @param accepted valid predictions received
 * @param failed requests that ended otherwise
 * @param elapsedMillis since the burst's start
 */
public record LoadProgress(long planned, long sent, long accepted, long failed, long elapsedMillis)
        implements Serializable {

    /** For a log: {@code 120 of 200 sent, 119 accepted, 0 failed, 100/s, 1 s left}. */
    @Override
    public String toString() {
        return part() + " sent, " + accepted + " accepted, " + failed + " failed" + pace();
    }

    /** For a status line: {@code sending 120 of 200, 100/s}. */
    public String status() {
        return "sending " + part() + (rate() > 0 ? ", " + rounded(rate()) + "/s" : "");
    }

    private String part() {
        return sent + (planned > 0 ? " of " + planned : "");
    }

    /** Empty before anything can be told. */
    private String pace() {
        if (rate() <= 0) {
            return "";
        }
        String left = planned > sent ? ", " + Math.max(1, Math.round((planned - sent) / rate())) + " s left" : "";
        return ", " + rounded(rate()) + "/s" + left;
    }

    /** Requests begun a second since the start. */
    private double rate() {
        return elapsedMillis > 0 ? sent * 1000.0 / elapsedMillis : 0;
    }

    /** What is slow has as many digits as it takes to be no 0. */
    private static String rounded(double rate) {
        return rate < 1 ? Numbers.measured(rate) : Numbers.of(rate < 10 ? Math.rint(10 * rate) / 10 : Math.rint(rate));
    }
}
