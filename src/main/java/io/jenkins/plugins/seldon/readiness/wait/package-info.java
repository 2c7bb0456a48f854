/** One wait, from its first look to its last sentence: what it reports, and what it writes into the log meanwhile. */
package io.jenkins.plugins.seldon.readiness.wait;
