/**
 * How a Kubernetes API server is reached: the rules that a kubeconfig must pass, clients shared by all builds, and what
 * a failed request means in one sentence. Free of Jenkins.
 */
package io.jenkins.plugins.seldon.kubernetes;
