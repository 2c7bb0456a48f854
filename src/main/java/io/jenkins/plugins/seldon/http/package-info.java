/**
 * HTTP to one server, the same whether it has a URL of its own or is reached through a cluster's API server: bounded in
 * time and size, without redirects, each failure a sentence. Who reads Prometheus, Grafana or a metrics page sees only
 * {@link io.jenkins.plugins.seldon.http.HttpPort}.
 */
package io.jenkins.plugins.seldon.http;
