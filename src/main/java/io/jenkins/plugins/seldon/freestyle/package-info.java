/** A build step for each Pipeline step: it holds the step and runs it, and has no option of its own. */
package io.jenkins.plugins.seldon.freestyle;
