/**
 * Waits until workloads are ready: what the cluster shows becomes a verdict in a pure function, and a watch shared by all
 * builds feeds it. Free of Jenkins.
 */
package io.jenkins.plugins.seldon.readiness;
