/** What a build keeps of a step's outcome. */
package io.jenkins.plugins.seldon.report;
