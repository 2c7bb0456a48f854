package io.jenkins.plugins.seldon.gate.diagnose;

import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.prometheus.Target;
import io.jenkins.plugins.seldon.seldon.ModelCluster;
import java.util.List;

/**
 * What was seen at each layer after a measurement that did not pass. Facts only; a layer that could not be looked at has
 * a problem instead.
 *
 * @param load the latest requests sent; null when none were
 * @param accepted valid predictions of all requests since the gate began
 * @param countedErrors failed predictions that Prometheus counted in the burst
 * @param replicas the executor's own counters, by pod
 * @param replicasProblem why they could not be read; empty when they were
 * @param throughIngress what one of them counted, by its page behind the ingress; null when nobody looked there
 * @param targets Prometheus' targets that are the deployment's pods
 * @param otherTargets how many targets there are beside them
 * @param targetsProblem why they could not be listed; empty when they were
 * @param series how many series the scoped query has
 * @param elsewhere how many the query has without the namespace
 * @param namespaces labels of those whose name or value looks like the namespace
 * @param busyOthers deployments that counted at least half as many predictions meanwhile, with their number
 * @param prometheusProblem why Prometheus could not be relied on; empty when it could
 */
public record Observations(
        LoadResult load,
        long accepted,
        double countedErrors,
        List<ModelCluster.Replica> replicas,
        String replicasProblem,
        Double throughIngress,
        List<Target> targets,
        int otherTargets,
        String targetsProblem,
        int series,
        int elsewhere,
        List<String> namespaces,
        List<String> busyOthers,
        String prometheusProblem) {}
