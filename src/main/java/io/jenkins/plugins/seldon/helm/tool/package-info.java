/**
 * The adapter for a {@code helm} executable, Helm 3 or Helm 4, on whatever machine. No Jenkins types.
 *
 * <p>Each call is one process. It works in a folder that belongs to one run alone, in which kubeconfig, values, logins
 * and the chart lie as files that only the owner can read: no secret is in a command line or an environment.
 */
package io.jenkins.plugins.seldon.helm.tool;
