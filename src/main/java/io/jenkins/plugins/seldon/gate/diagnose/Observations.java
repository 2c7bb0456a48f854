package io.jenkins.plugins.seldon.gate.diagnose;

import io.jenkins.plugins.seldon.gate.measure.Counts;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import java.util.List;

/**
 * What was seen at each layer after a measurement that did not pass. Facts only; a layer that could not be looked at has
 * a problem instead.
 *
 * @param server which server's counts are looked for
 * @param load the latest requests sent; null when none were
 * @param accepted valid predictions of all requests since the gate began
 * @param counts the three counts of the burst; null when it did not come to that
 * @param tolerated how many predictions may be lost
 * @param changes what happened to replicas meanwhile, a clause each
 * @param unsteady whether series of pods that did not change ended, or turned up, in the measurement; of pods that nobody can
 *     list, whether series ended of which there is no other after the burst
 * @param missing that there is no such object of the model, or that its runtime may be another, a clause; empty when neither
 *     or nobody could look
 * @param replicas the server's own counters, by pod
 * @param replicasProblem why they could not be read; empty when they were
 * @param throughIngress what one of them counted, by its page behind the ingress; null when nobody looked there
 * @param targets Prometheus' targets that are the deployment's pods
 * @param otherTargets how many targets there are beside them
 * @param unscraped pods that count the burst's predictions and that no target leads to
 * @param targetsProblem why nothing could be found out about them; empty when something was
 * @param unlisted why they are told by their series {@code up} alone, a clause; empty when Prometheus lists its targets
 * @param series how many series the scoped query has
 * @param unlabelled the label that tells successful predictions, where there are series and none has it; else empty
 * @param unmatched how many series the query has without the matchers of the user, where it has none with them; else 0
 * @param elsewhere how many the query has without the namespace
 * @param queries selectors that would find them
 * @param busyOthers deployments that counted about as many predictions meanwhile, with their number
 */
public record Observations(
        ServerProfile server,
        LoadResult load,
        long accepted,
        Counts counts,
        double tolerated,
        List<String> changes,
        boolean unsteady,
        String missing,
        List<ModelCluster.Replica> replicas,
        String replicasProblem,
        Double throughIngress,
        List<Target> targets,
        int otherTargets,
        List<String> unscraped,
        String targetsProblem,
        String unlisted,
        int series,
        String unlabelled,
        int unmatched,
        int elsewhere,
        List<String> queries,
        List<String> busyOthers) {}
