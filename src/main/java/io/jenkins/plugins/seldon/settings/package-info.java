/** The global configuration: clusters, limits, Helm installations, and what the controller makes for all builds by them. */
package io.jenkins.plugins.seldon.settings;
