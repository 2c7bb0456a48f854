/** Which layer between sender and query is broken, from what was observed of each. Pure. */
package io.jenkins.plugins.seldon.gate.diagnose;
