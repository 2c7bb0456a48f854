package io.jenkins.plugins.seldon.load;

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

    /** For a log: {@code 120 of 200 sent, 119 accepted, 0 failed}. */
    @Override
    public String toString() {
        return sent + (planned > 0 ? " of " + planned : "") + " sent, " + accepted + " accepted, " + failed + " failed";
    }
}
