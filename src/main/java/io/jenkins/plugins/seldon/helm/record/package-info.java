/** What Helm keeps of a release in the cluster. Pure. */
package io.jenkins.plugins.seldon.helm.record;
