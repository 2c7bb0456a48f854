/**
 * Sends bursts of predictions and reports what came back. Runs on the agent: it needs OkHttp, HdrHistogram and
 * Jackson, and nothing else of this plugin's libraries.
 */
package io.jenkins.plugins.seldon.load;
