package io.jenkins.plugins.seldon.release.helm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes one readable line of what Helm says: clauses, without a full stop at the end. */
final class HelmMessages {

    private static final int LONGEST = 800;
    private static final String DEBUG_HINT = "Use --debug flag to render out invalid YAML";
    private static final Pattern GLIBC = Pattern.compile("version [`']GLIBC_([0-9.]+)' not found");
    private static final Pattern NO_LIBRARY =
            Pattern.compile("No NativeLibrary implementation found|UnsatisfiedLinkError|Unable to load library");

    private HelmMessages() {}

    static String readable(String said) {
        if (said == null || said.isBlank()) {
            return "Helm failed without a word";
        }
        Matcher glibc = GLIBC.matcher(said);
        if (glibc.find()) {
            return "The embedded Helm needs glibc " + glibc.group(1)
                    + " or later, which the agent lacks; use an agent with a newer Linux";
        }
        if (NO_LIBRARY.matcher(said).find()) {
            return "The embedded Helm runs on Linux on x86-64 with glibc only, which the agent is not; use such an"
                    + " agent";
        }
        String line = said.replace(DEBUG_HINT, "").strip().replaceAll("\\s+", " ");
        line = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
