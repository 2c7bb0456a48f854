/**
 * What would make an installation fail, told before anything is created: from what the chart renders and what the cluster
 * shows, and by what the API server says on trial, which stores nothing. Pure but for reading the {@link
 * io.jenkins.plugins.seldon.release.preflight.ClusterSnapshot} and for the trials; no Jenkins types.
 *
 * <p>A finding is fatal only where the API server is bound to refuse an object or a pod; what depends on how the cluster goes
 * on is a warning. What the user may not read is not judged.
 */
package io.jenkins.plugins.seldon.release.preflight;
