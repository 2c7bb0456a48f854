/** A block of a Pipeline that runs programs as the Kubernetes plugin's {@code container} block does. For tests. */
package io.jenkins.plugins.seldon.jenkins.container;
