package io.jenkins.plugins.seldon.helm.record;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Optional;

/**
 * What Helm notes on each object of a release: whose it is (helm.sh/helm, pkg/action/validate.go, {@code
 * setMetadataVisitor}). Pure.
 *
 * @param name the release's
 * @param namespace the release's, which need not be the object's; null where somebody has noted none
 */
public record ReleaseMark(String name, String namespace) {

    private static final String NAME = "meta.helm.sh/release-name";
    private static final String NAMESPACE = "meta.helm.sh/release-namespace";

    /** That of an object; empty where it has none. */
    public static Optional<ReleaseMark> of(ObjectMeta object) {
        Map<String, String> annotations = object.getAnnotations();
        return annotations == null || annotations.get(NAME) == null
                ? Optional.empty()
                : Optional.of(new ReleaseMark(annotations.get(NAME), annotations.get(NAMESPACE)));
    }

    /** Whether an object has this one. */
    public boolean isOn(ObjectMeta object) {
        return of(object).filter(this::equals).isPresent();
    }

    /** What it is made of. */
    public Map<String, String> annotations() {
        return Map.of(NAME, name, NAMESPACE, namespace);
    }
}
