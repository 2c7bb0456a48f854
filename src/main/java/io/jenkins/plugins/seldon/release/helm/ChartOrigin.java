package io.jenkins.plugins.seldon.release.helm;

/** Where a chart comes from. */
public sealed interface ChartOrigin permits ChartSource, ChartFile, ChartFolder {}
