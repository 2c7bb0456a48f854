/** What a measurement means: the checks, their limits, and the verdict. Pure. */
package io.jenkins.plugins.seldon.gate.verdict;
