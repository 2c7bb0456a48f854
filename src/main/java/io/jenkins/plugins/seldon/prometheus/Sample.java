package io.jenkins.plugins.seldon.prometheus;

/**
 * One value of a series.
 *
 * @param atMillis when Prometheus took it, epoch milliseconds on Prometheus' clock
 * @param value may be NaN or infinite
 */
public record Sample(long atMillis, double value) {}
