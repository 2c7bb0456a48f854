/** Helm charts as data: archives, what they render, and how they are repaired for a cluster. Pure, no Jenkins types. */
package io.jenkins.plugins.seldon.helm.chart;
