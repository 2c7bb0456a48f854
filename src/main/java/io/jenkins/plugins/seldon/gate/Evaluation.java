package io.jenkins.plugins.seldon.gate;

import io.jenkins.plugins.seldon.gate.verdict.CheckResult;
import io.jenkins.plugins.seldon.prometheus.PrometheusException;

/** What another query comes to in the place of a condition's own. */
interface Evaluation {

    CheckResult of(String promql) throws PrometheusException;
}
