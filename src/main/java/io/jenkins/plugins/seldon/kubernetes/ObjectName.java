package io.jenkins.plugins.seldon.kubernetes;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What Kubernetes takes for a name (k8s.io/apimachinery, pkg/util/validation): RFC 1123, in lowercase. Pure.
 */
public final class ObjectName {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?");

    private ObjectName() {}

    /** Whether a namespace, a service or a port may be called so: letters, digits and dashes, at most 63. */
    public static boolean isLabel(String name) {
        return name.length() <= 63 && LABEL.matcher(name).matches();
    }

    /** Whether any other object may be called so: labels with dots between them, at most 253 characters. */
    public static boolean isSubdomain(String name) {
        return name.length() <= 253
                && Arrays.stream(name.split("\\.", -1))
                        .allMatch(part -> LABEL.matcher(part).matches());
    }
}
