package io.jenkins.plugins.seldon.gate.measure;

import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import java.util.List;

/**
 * What the executors' own pages told at one moment of a measurement.
 *
 * @param atMillis on the controller's clock, which measures no more here than how long stretches are
 * @param sending whether this gate sent since the reading before
 * @param accepted predictions that it had accepted since then
 * @param unsure requests since then that may have been counted though none was accepted
 * @param replicas each pod's own counters
 * @param problem why the pods could not be listed, a sentence; empty when they were
 */
public record Pages(
        long atMillis, boolean sending, long accepted, long unsure, List<Replica> replicas, String problem) {

    public Pages {
        replicas = List.copyOf(replicas);
    }

    Pages after(Pages unreadable) {
        return new Pages(
                atMillis,
                sending || unreadable.sending,
                accepted + unreadable.accepted,
                unsure + unreadable.unsure,
                replicas,
                problem);
    }

    /** Read with nothing of the burst sent since the last reading. */
    public static Pages inSilence(long atMillis, List<Replica> replicas, String problem) {
        return new Pages(atMillis, false, 0, 0, replicas, problem);
    }

    /** The same, read after a part of the burst: so many of its predictions were accepted, and so many may have been. */
    public Pages afterPart(long accepted, long unsure) {
        return new Pages(atMillis, true, accepted, unsure, replicas, problem);
    }
}
