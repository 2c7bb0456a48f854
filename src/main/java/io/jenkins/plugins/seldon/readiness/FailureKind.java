package io.jenkins.plugins.seldon.readiness;

/** Classes of failure, the most telling first: where several are seen, the first heads the report. */
public enum FailureKind {
    IMAGE_NAME("has an invalid image name"),
    IMAGE_PULL("can't pull its image"),
    CONFIG("can't be created"),
    OUT_OF_MEMORY("was killed because it ran out of memory"),
    STARTUP_PROBE("is killed again and again: its startup probe fails", "was killed: its startup probe failed"),
    LIVENESS_PROBE("is killed again and again: its liveness probe fails", "was killed: its liveness probe failed"),
    CRASH("keeps crashing", "has crashed"),
    ENDED(
            "ends again and again without an error, though it should keep running",
            "has ended without an error, though it should keep running"),
    CLAIM("can't be bound"),
    UNBOUND("needs a claim that is not bound"),
    UNSCHEDULABLE("can't be scheduled"),
    QUOTA("can't create its pods: a quota is exceeded"),
    ADMISSION("can't create its pods: admission refuses them"),
    WEBHOOK("can't create its pods: an admission webhook does not answer"),
    CREATION("can't create its pods"),
    REPLACED("makes pods that fail one after the other"),
    SANDBOX("can't be set up on its node"),
    VOLUME("can't mount a volume"),
    NODE("is on a node that is not ready"),
    FORMER_REVISION("waits for a broken pod of its previous revision, and continues when that pod is deleted"),
    HOOK("is a Helm hook that failed"),
    JOB("has failed"),
    POD("has failed"),
    READINESS_PROBE("does not become ready: its readiness probe fails"),
    PROGRESS_DEADLINE("has exceeded its progress deadline"),
    SELDON_DEPLOYMENT("has failed"),
    CUSTOM_RESOURCE("has failed");

    private final String says;
    private final String saysOnce;

    FailureKind(String says) {
        this(says, says);
    }

    FailureKind(String says, String saysOnce) {
        this.says = says;
        this.saysOnce = saysOnce;
    }

    /** What happened to the object, to follow its name; for a container that ends, that it does so again and again. */
    String says() {
        return says;
    }

    /** The same for a container that has ended once, and is started again or is not meant to be. */
    String saysOnce() {
        return saysOnce;
    }

    /**
     * Whether it may be out of sight and not over: a container in a crash loop runs, and may even be ready, for some
     * seconds between two crashes.
     */
    boolean comesBack() {
        return this != READINESS_PROBE;
    }
}
