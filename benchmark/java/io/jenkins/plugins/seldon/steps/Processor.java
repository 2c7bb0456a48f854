package io.jenkins.plugins.seldon.steps;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** Processor time by who spends it, from its making on. A thread that ends meanwhile takes its own with it. */
final class Processor {

    private final Map<Long, Long> before = byThread();

    /** Nanoseconds of the plugin's threads and of those of the transports that it uses. */
    long ofPlugin() {
        long spent = 0;
        for (Map.Entry<Long, Long> thread : byThread().entrySet()) {
            spent += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return spent;
    }

    private static Map<Long, Long> byThread() {
        Map<Long, Long> spent = new HashMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            long nanos = isOfPlugin(thread.getName())
                    ? ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId())
                    : -1;
            if (nanos >= 0) {
                spent.put(thread.getId(), nanos);
            }
        }
        return spent;
    }

    private static boolean isOfPlugin(String name) {
        return name.startsWith("seldon-analytics") || name.startsWith("OkHttp") || name.startsWith("jenkins-timer");
    }
}
