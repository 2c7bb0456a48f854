package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * The first question to every workload, before its status is believed: is it being deleted, and has its controller seen
 * this generation? As in kstatus {@code checkGenericProperties}; unlike there, a status without an observed generation
 * counts as unseen, for every workload controller writes one.
 */
final class Generations {

    private Generations() {}

    /** Whether the status says nothing about the object as it is now; the reason is noted then. */
    static boolean isUnobserved(HasMetadata object, Long observed, String name, Findings findings) {
        if (object.getMetadata().getDeletionTimestamp() != null) {
            findings.waiting(name + " is being deleted");
            return true;
        }
        long generation = StatusNumbers.of(object.getMetadata().getGeneration(), 0);
        if (observed == null || observed < generation) {
            findings.waiting(name + ": generation " + generation + " is not observed by its controller yet");
            return true;
        }
        return false;
    }
}
