/**
 * Installs, upgrades and removes a Helm release: what the cluster has, what is wanted, what follows from both (pure),
 * and the port to Helm. No Jenkins types.
 */
package io.jenkins.plugins.seldon.release;
