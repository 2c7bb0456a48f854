/** Texts for people: numbers as they write them, and of foreign texts what may stand in a message. Pure. */
package io.jenkins.plugins.seldon.text;
