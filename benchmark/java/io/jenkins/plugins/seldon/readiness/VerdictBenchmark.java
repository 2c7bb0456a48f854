package io.jenkins.plugins.seldon.readiness;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a verdict costs: a namespace of Deployments with ten pods each, all of one release. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VerdictBenchmark {

    private static final Instant NOW = Instant.parse("2026-11-22T17:00:00Z");
    private static final Criteria RELEASE = Criteria.of(new Subject.Release("demo"));
    private static final Criteria ONE = Criteria.of(new Subject.Named(List.of(WorkloadName.parse("deployment/web-0"))));

    @Param("10000")
    public int pods;

    private List<HasMetadata> objects;
    private Snapshot snapshot;

    @Setup
    public void objects() {
        objects = new ArrayList<>();
        for (int d = 0; d < Math.max(1, pods / 10); d++) {
            Deployment deployment = Objects.deployment("web-" + d, 10);
            ReplicaSet set = Objects.replicaSet(deployment, 2);
            objects.add(deployment);
            objects.add(set);
            for (int p = 0; p < 10; p++) {
                objects.add(Objects.pod("web-" + d + "-" + p, set));
            }
        }
        snapshot = new Snapshot(objects);
        if (!(verdictOnEveryPod() instanceof RolloutStatus.Ready ready)
                || ready.pods().size() != pods) {
            throw new IllegalStateException("the verdict is not what is to be measured");
        }
    }

    /** Once per change, for all waits of a namespace. */
    @Benchmark
    public Snapshot index() {
        return new Snapshot(objects);
    }

    /** A wait whose subject is everything there is. */
    @Benchmark
    public RolloutStatus verdictOnEveryPod() {
        return verdict(RELEASE);
    }

    /** A wait for one Deployment among all. */
    @Benchmark
    public RolloutStatus verdictOnOneDeployment() {
        return verdict(ONE);
    }

    private RolloutStatus verdict(Criteria criteria) {
        Assessment assessment = Readiness.assess(snapshot, criteria, Set.of(), Revision.UNKNOWN);
        return RolloutState.NEW.judge(assessment, criteria, NOW).status();
    }
}
