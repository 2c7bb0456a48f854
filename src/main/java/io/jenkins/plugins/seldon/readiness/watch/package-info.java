/** Keeps a namespace of a cluster in view, once for all waits: lists, watches, look-ups, and whether the cluster answers. */
package io.jenkins.plugins.seldon.readiness.watch;
