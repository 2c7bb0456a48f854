/**
 * The release gate: a measurement in phases, conditions on it, a verdict, and the layer that is broken when it is not
 * PASS. Everything that decides is a pure function; {@code MetricsGate} is the only one with I/O, behind ports.
 */
package io.jenkins.plugins.seldon.gate;
