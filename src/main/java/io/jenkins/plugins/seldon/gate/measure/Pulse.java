package io.jenkins.plugins.seldon.gate.measure;

/**
 * A part of the burst that was sent without a pause.
 *
 * @param startMillis on Prometheus' clock, not after its first request
 * @param endMillis likewise, not before its last answer
 * @param accepted predictions that were accepted
 * @param unsure requests that may have been counted though none was accepted
 */
public record Pulse(long startMillis, long endMillis, long accepted, long unsure) {

    Pulse and(Pulse next) {
        return new Pulse(startMillis, next.endMillis, accepted + next.accepted, unsure + next.unsure);
    }
}
