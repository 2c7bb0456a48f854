package io.jenkins.plugins.seldon.node;

import io.jenkins.plugins.seldon.lanes.Hosts;
import io.jenkins.plugins.seldon.lanes.Lanes;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The controller's threads of the plugin, apart from Jenkins' shared timer: daemons, named, bounded, gone when idle, and
 * shared fairly among the servers and nodes that they wait for.
 */
final class WorkerPools {

    private static final int COMPUTING = 16;
    private static final int CALLS = 128;
    private static final int CALLS_TO_UNTRUSTED = 96;
    private static final int NODE_WORK = 256;
    private static final int STOPS = 64;
    private static final int WAITING = 10_000;

    /** To start a thread takes no time that anybody would notice, and one that waits for nothing is in every thread dump. */
    private static final int IDLE_SECONDS = 5;

    /** For what computes and waits for nobody. */
    static final ExecutorService WORKERS = pool("seldon-analytics", COMPUTING);

    /** For calls from the controller to servers, which end within their I/O time-out. */
    static final Hosts SERVERS = new Hosts(
            new Lanes(new Lanes.Limits(CALLS, CALLS_TO_UNTRUSTED, 4, WAITING), System::nanoTime),
            pool("seldon-analytics-call", CALLS));

    /** For short calls to nodes. */
    static final Hosts NODES = new Hosts(
            new Lanes(new Lanes.Limits(CALLS, CALLS, 2, WAITING), System::nanoTime),
            pool("seldon-analytics-agent", CALLS));

    /** For calls that last as long as a process or a burst; a build holds an executor for each. */
    static final Hosts NODE_WORKERS = new Hosts(
            new Lanes(new Lanes.Limits(NODE_WORK, NODE_WORK, 32, WAITING, true), System::nanoTime),
            pool("seldon-analytics-node", NODE_WORK));

    /** For ending what stopped steps have under way; apart, so that an abort works when all else is stuck. */
    static final ExecutorService STOPPERS = pool("seldon-analytics-stop", STOPS);

    private WorkerPools() {}

    private static ExecutorService pool(String name, int size) {
        AtomicInteger count = new AtomicInteger();
        ThreadFactory daemons = work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(WorkerPools.class.getClassLoader());
            return thread;
        };
        Tasks tasks = new Tasks();
        return new ThreadPoolExecutor(
                0, size, IDLE_SECONDS, TimeUnit.SECONDS, tasks, daemons, (task, pool) -> tasks.keep(task, pool));
    }

    /**
     * Has an idle thread take a task before a new one is started, which a pool with a plain queue does not; tasks queue
     * once there are as many threads as there may be.
     */
    private static final class Tasks extends LinkedTransferQueue<Runnable> {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        void keep(Runnable task, ThreadPoolExecutor pool) {
            if (pool.isShutdown()) {
                throw new RejectedExecutionException("the pool is shut down");
            }
            put(task);
            // All threads may just have gone idle and ended: nobody would take the task.
            if (pool.getPoolSize() == 0 && remove(task)) {
                pool.execute(task);
            }
        }
    }
}
