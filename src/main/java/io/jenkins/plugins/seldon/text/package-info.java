/**
 * Texts for people: numbers as they write them, sentences and the language that they are said in, what of foreign texts may
 * stand in a message, and the exception that refuses an option with a sentence. Foreign JSON is read here too, within bounds.
 * Pure; sentences come with the plugin's classes.
 */
package io.jenkins.plugins.seldon.text;
