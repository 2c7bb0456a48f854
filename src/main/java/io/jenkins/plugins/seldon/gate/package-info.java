/**
 * The release gate: a measurement in phases, conditions on it, a verdict, and the layer that is broken when it is not
 * PASS. {@link io.jenkins.plugins.seldon.gate.MetricsGate} goes through the phases; what looks at Prometheus, the cluster or
 * Grafana for it does so through its ports. What decides is in the rooms below, as pure functions.
 */
package io.jenkins.plugins.seldon.gate;
