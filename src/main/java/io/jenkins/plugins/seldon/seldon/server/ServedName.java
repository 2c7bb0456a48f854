package io.jenkins.plugins.seldon.seldon.server;

import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A model's object as a user names it: {@code iris}, or {@code ksvc/iris} and {@code pipeline/iris} as the wait's workloads
 * have it. Pure.
 *
 * @param kind what it is, where that is said
 * @param name its name, which nobody has looked at yet
 */
public record ServedName(Optional<ModelKind> kind, String name) {

    /** @throws InvalidOptionException with a sentence, when the kind is unknown */
    public static ServedName parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return new ServedName(Optional.empty(), text);
        }
        Optional<ModelKind> kind = ModelKind.written(text.substring(0, slash).strip());
        if (kind.isEmpty()) {
            throw new InvalidOptionException("The deployment " + Excerpt.of(text) + " is of an unknown kind; use "
                    + Arrays.stream(ModelKind.values())
                            .map(each -> each.noun() + "/")
                            .collect(Collectors.joining(", "))
                    + " or nothing, and its name.");
        }
        return new ServedName(kind, text.substring(slash + 1).strip());
    }
}
