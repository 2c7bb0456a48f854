package io.jenkins.plugins.seldon.yaml;

/**
 * How much a text may be. What its aliases may add to it follows from its own length, see {@link YamlReader}.
 *
 * @param characters the most that is read at all
 * @param depth how deep lists and mappings may be nested, aliases followed
 */
public record YamlLimits(int characters, int depth) {}
