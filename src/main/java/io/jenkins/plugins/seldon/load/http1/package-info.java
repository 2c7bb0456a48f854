/**
 * HTTP/1.1 as a burst needs it: one request and its answer at a time on a kept connection, a deadline for the whole, a
 * bound on everything that a server sends, and never a request twice. Knows nothing of predictions.
 */
package io.jenkins.plugins.seldon.load.http1;
