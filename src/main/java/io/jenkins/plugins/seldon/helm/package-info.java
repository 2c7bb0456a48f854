/** The port to Helm and the adapter for the embedded one, which runs in a JVM of its own. No Jenkins types. */
package io.jenkins.plugins.seldon.helm;
