package io.jenkins.plugins.seldon.release;

/** An installation or upgrade that failed, and about which something was done. Its message says both. */
public final class UndoneException extends ReleaseException {

    private static final long serialVersionUID = 1L;

    private final transient Undone undone;

    UndoneException(ReleaseException failure, Undone undone) {
        super(failure.getMessage() + " " + undone.sentence(), failure);
        this.undone = undone;
    }

    /** What was done. */
    public Undone undone() {
        return undone;
    }
}
