/**
 * Which cluster a step means, and as whom: {@link io.jenkins.plugins.seldon.credentials.ClusterChoice} decides, purely;
 * the others look up what it has decided, in Jenkins' credentials and on the agent.
 */
package io.jenkins.plugins.seldon.credentials;
