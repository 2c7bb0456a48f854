/** Reads Grafana and leaves annotations in it, through the API server's proxy or at a URL of its own. */
package io.jenkins.plugins.seldon.grafana;
