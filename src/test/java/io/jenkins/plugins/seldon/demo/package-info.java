/** The demo: {@code Jenkinsfile.example}, unmodified, from one command and without Jenkins or a cluster. */
package io.jenkins.plugins.seldon.demo;
