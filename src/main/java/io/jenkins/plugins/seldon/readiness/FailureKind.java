package io.jenkins.plugins.seldon.readiness;

/** Classes of failure, the most telling first: where several are seen, the first heads the report. */
public enum FailureKind {
    IMAGE_NAME("has an invalid image name"),
    IMAGE_PULL("can't pull its image"),
    CONFIG("can't be created"),
    OUT_OF_MEMORY("was killed because it ran out of memory"),
    CRASH("keeps crashing"),
    CLAIM("can't be bound"),
    UNSCHEDULABLE("can't be scheduled"),
    QUOTA("can't create its pods: a quota is exceeded"),
    ADMISSION("can't create its pods: admission refuses them"),
    CREATION("can't create its pods"),
    VOLUME("can't mount a volume"),
    HOOK("is a Helm hook that failed"),
    JOB("has failed"),
    POD("has failed"),
    READINESS_PROBE("does not get ready: its readiness probe fails"),
    PROGRESS_DEADLINE("has exceeded its progress deadline"),
    SELDON_DEPLOYMENT("has failed"),
    CUSTOM_RESOURCE("has failed");

    private final String says;

    FailureKind(String says) {
        this.says = says;
    }

    /** What happened to the object, to follow its name. */
    String says() {
        return says;
    }
}
