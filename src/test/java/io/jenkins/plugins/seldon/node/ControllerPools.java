package io.jenkins.plugins.seldon.node;

import io.jenkins.plugins.seldon.lanes.Hosts;
import java.util.concurrent.ExecutorService;

/** The plugin's own pools, for tests of what many builds do to each other. */
public final class ControllerPools {

    public static final ExecutorService WORKERS = WorkerPools.WORKERS;
    public static final Hosts SERVERS = WorkerPools.SERVERS;
    public static final Hosts NODES = WorkerPools.NODES;
    public static final Hosts NODE_WORKERS = WorkerPools.NODE_WORKERS;
    public static final ExecutorService STOPPERS = WorkerPools.STOPPERS;

    private ControllerPools() {}
}
