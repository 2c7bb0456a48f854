/** What a burst did to counters: samples, processes, rises and rates. Pure. */
package io.jenkins.plugins.seldon.gate.measure;
