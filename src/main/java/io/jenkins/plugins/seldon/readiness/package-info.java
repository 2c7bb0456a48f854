/**
 * When workloads are ready, and when they cannot become it: the rules, the snapshot that they read and the state that they
 * keep over time. Pure, and free of Jenkins.
 */
package io.jenkins.plugins.seldon.readiness;
