/**
 * Reads Prometheus: its HTTP API by GET, over a direct URL or the API server's service proxy, and counters from their raw
 * samples. Whatever is not a complete, well-formed answer is an exception, never an empty result.
 */
package io.jenkins.plugins.seldon.prometheus;
