package io.jenkins.plugins.seldon.readiness;

/** Numbers of a status, where Kubernetes leaves out what is zero. */
final class StatusNumbers {

    private StatusNumbers() {}

    static int of(Integer value, int ifAbsent) {
        return value == null ? ifAbsent : value;
    }

    static long of(Long value, long ifAbsent) {
        return value == null ? ifAbsent : value;
    }
}
