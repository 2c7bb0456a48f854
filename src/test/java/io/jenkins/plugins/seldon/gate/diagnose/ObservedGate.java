package io.jenkins.plugins.seldon.gate.diagnose;

import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.gate.verdict.Check;
import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.gate.verdict.Verdict;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadResults;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.ModelCluster.ExecutorPod;
import io.jenkins.plugins.seldon.seldon.ModelCluster.Replica;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What was observed of a gate that does not pass, for tests that change a part of it: all of 200 requests were accepted,
 * the pods can't be read, and Prometheus has what it should. Ten predictions may be lost.
 */
abstract class ObservedGate {

    static final Target UP = new Target(Map.of(), "up", "", Duration.ZERO);
    static final Target DOWN = new Target(Map.of(), "down", "connection refused", Duration.ZERO);

    LoadResult load = LoadResults.accepted(200);
    Counts counts;
    List<Replica> replicas = List.of();
    String replicasProblem = "The pods can't be read.";
    Double throughIngress;
    List<Target> targets = List.of(UP);
    int series = 1;
    String unlabelled = "";
    int unmatched;
    int elsewhere = 1;
    List<String> busyOthers = List.of();
    List<String> changes = List.of();
    boolean unsteady;
    List<String> unscraped = List.of();
    String missing = "";
    ServerProfile server = ServerProfile.SELDON;
    String unlisted = "";
    String targetsProblem = "";

    void readable(Replica... found) {
        replicas = List.of(found);
        replicasProblem = "";
    }

    Diagnosis of(Check check) {
        return Diagnosis.of(List.of(finding(check)), false, seen());
    }

    Observations seen() {
        return new Observations(
                server,
                load,
                210,
                counts,
                10,
                changes,
                unsteady,
                missing,
                replicas,
                replicasProblem,
                throughIngress,
                targets,
                3,
                unscraped,
                targetsProblem,
                unlisted,
                series,
                unlabelled,
                unmatched,
                elsewhere,
                List.of("c{namespace=\"ns\"}"),
                busyOthers);
    }

    static CheckResult finding(Check check) {
        return CheckResult.of(check, "", "", "", Verdict.FAIL, "It failed.");
    }

    static Replica replica(String pod, double counted, String problem) {
        ExecutorPod asked = new ExecutorPod(pod, pod, List.of(), "default", false, true, true, 0, "");
        return new Replica(asked, counted, 0, problem);
    }
}
