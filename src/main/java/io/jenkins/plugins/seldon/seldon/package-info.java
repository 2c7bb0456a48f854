/**
 * What is known of Seldon: what its operator makes of a SeldonDeployment, where its predictions are sent, what its executor
 * counts, and which services the analytics chart has. No Jenkins types.
 */
package io.jenkins.plugins.seldon.seldon;
