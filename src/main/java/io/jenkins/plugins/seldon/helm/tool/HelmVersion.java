package io.jenkins.plugins.seldon.helm.tool;

import io.jenkins.plugins.seldon.helm.HelmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which Helm an executable is.
 *
 * @param major 3 or 4
 * @param minor the second number
 */
record HelmVersion(int major, int minor) {

    private static final Pattern VERSION = Pattern.compile("\\bv(\\d+)\\.(\\d+)");

    /** Before it Helm renders for the version of Kubernetes that it was built for alone (helm.sh/helm, pull request 9040). */
    private static final HelmVersion OLDEST = new HelmVersion(3, 6);

    private static final int NEWEST = 4;

    /**
     * Reads what {@code helm version --short} says.
     *
     * @throws HelmException if that is no version, or one that nothing is known of
     */
    static HelmVersion parse(String said) throws HelmException {
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            throw new HelmException("it does not report a version as Helm does: " + said.strip());
        }
        HelmVersion found = new HelmVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)));
        if (!found.isAtLeast(OLDEST.major, OLDEST.minor) || found.major > NEWEST) {
            throw new HelmException(
                    "it is Helm " + found.number() + "; use Helm " + OLDEST.number() + " or later, or Helm " + NEWEST);
        }
        return found;
    }

    /** Whether it is this version or a later one. */
    boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    private String number() {
        return major + "." + minor;
    }

    @Override
    public String toString() {
        return "Helm " + number();
    }
}
