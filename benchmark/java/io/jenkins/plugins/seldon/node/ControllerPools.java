package io.jenkins.plugins.seldon.node;

import java.util.concurrent.ExecutorService;

/** Lets a benchmark run on the very pool that a controller's steps run on. */
public final class ControllerPools {

    private ControllerPools() {}

    /** The pool for calls that end within their I/O time-out. */
    public static ExecutorService workers() {
        return WorkerPools.WORKERS;
    }
}
