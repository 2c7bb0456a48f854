/**
 * Sends bursts of predictions and reports what came back. Runs on the agent: it needs HdrHistogram, Jackson and, for gRPC
 * alone, OkHttp, and nothing else of this plugin's libraries.
 */
package io.jenkins.plugins.seldon.load;
