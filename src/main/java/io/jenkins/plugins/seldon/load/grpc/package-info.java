/**
 * Unary gRPC calls over OkHttp's HTTP/2, and the few messages of Seldon's and the v2 protocol, each to and from the JSON
 * that the same protocol speaks over REST. Runs on the agent; knows nothing of bursts.
 */
package io.jenkins.plugins.seldon.load.grpc;
