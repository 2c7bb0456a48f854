/** Seldon Analytics: installs Seldon's monitoring, waits for pods and gates releases on measured predictions. */
package io.jenkins.plugins.seldon;
