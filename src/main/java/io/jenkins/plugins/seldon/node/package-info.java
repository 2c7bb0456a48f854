/**
 * The platform of the steps: the agent on which Helm, a burst and the workspace are, the pools on which the controller
 * works, and what Jenkins itself gives.
 */
package io.jenkins.plugins.seldon.node;
