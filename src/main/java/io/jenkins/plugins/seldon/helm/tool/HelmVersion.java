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
    private static final int OLDEST = 3;
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
        int major = Integer.parseInt(version.group(1));
        if (major < OLDEST || major > NEWEST) {
            throw new HelmException("it is Helm " + major + "; use Helm " + OLDEST + " or " + NEWEST);
        }
        return new HelmVersion(major, Integer.parseInt(version.group(2)));
    }

    /** Whether it is this version or a later one. */
    boolean isAtLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    @Override
    public String toString() {
        return "Helm " + major + "." + minor;
    }
}
