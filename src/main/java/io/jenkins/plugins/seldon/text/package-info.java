/**
 * Texts for people: numbers as they write them, sentences, what of foreign texts may stand in a message, and the
 * exception that refuses an option with a sentence. Pure.
 */
package io.jenkins.plugins.seldon.text;
