package io.jenkins.plugins.seldon.release;

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

    /** The outcome as a person would say it. */
    public String sentence() {
        return (changed
                        ? "Release " + name + " is removed from namespace " + namespace
                        : "There is no release " + name + " in namespace " + namespace + ", nothing had to be removed")
                + (namespaceDeleted ? ", and the namespace is being deleted." : ".");
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
