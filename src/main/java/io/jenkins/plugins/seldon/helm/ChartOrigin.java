package io.jenkins.plugins.seldon.helm;

/** Where a chart comes from. */
public sealed interface ChartOrigin permits ChartSource, ChartFile, ChartFolder {}
