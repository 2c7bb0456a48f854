/**
 * What differs between model servers, as far as a gate asks: which counter stands for an answered prediction, on which page
 * of which pods, and which object of the cluster tells where predictions are sent. Pure, no Jenkins types.
 */
package io.jenkins.plugins.seldon.seldon.server;
