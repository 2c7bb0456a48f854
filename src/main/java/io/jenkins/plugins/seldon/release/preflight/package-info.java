/**
 * What would keep a chart's pods from running, told from what it renders and what the cluster shows, before anything is
 * created. Pure but for reading the {@link io.jenkins.plugins.seldon.release.preflight.ClusterSnapshot}; no Jenkins types.
 *
 * <p>A finding is fatal only where the API server is bound to refuse the pods; what depends on how the cluster goes on is a
 * warning. What the user may not read is not judged.
 */
package io.jenkins.plugins.seldon.release.preflight;
