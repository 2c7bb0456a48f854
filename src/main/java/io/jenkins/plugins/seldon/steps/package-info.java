/**
 * The Pipeline steps, one file each with all of its options, and what they have in common: the persisted facts, the session
 * that a restart rebuilds, and the end that comes exactly once.
 */
package io.jenkins.plugins.seldon.steps;
