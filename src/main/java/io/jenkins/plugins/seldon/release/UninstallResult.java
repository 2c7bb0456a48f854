package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.text.Phrase;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an uninstall did.
 *
 * @param name the release's name
 * @param namespace its namespace
 * @param changed whether there was a release
 * @param namespaceDeleted whether the namespace was deleted
 */
public record UninstallResult(String name, String namespace, boolean changed, boolean namespaceDeleted) {

    /** The outcome as a person would say it, in any language. */
    public Phrase headline() {
        return Phrase.of(
                changed ? "uninstall.removed" : "uninstall.absent",
                name,
                namespace,
                Phrase.of(namespaceDeleted ? "uninstall.namespace" : "uninstall.end"));
    }

    /** As a script sees it. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("namespace", namespace);
        map.put("status", "uninstalled");
        map.put("changed", changed);
        map.put("namespaceDeleted", namespaceDeleted);
        return map;
    }
}
