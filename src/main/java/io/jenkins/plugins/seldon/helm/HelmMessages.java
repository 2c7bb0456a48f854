package io.jenkins.plugins.seldon.helm;

import io.jenkins.plugins.seldon.text.Sentences;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes one readable line of what Helm says: clauses, without a full stop at the end. */
public final class HelmMessages {

    private static final int LONGEST = 800;
    private static final String DEBUG_HINT = "Use --debug flag to render out invalid YAML";
    private static final Pattern GLIBC = Pattern.compile("version [`']GLIBC_([0-9.]+)' not found");
    private static final Pattern NO_LIBRARY = Pattern.compile("No NativeLibrary implementation found"
            + "|UnsatisfiedLinkError|Unable to load library|Error loading shared library|Error relocating|ld-linux");
    private static final Pattern NO_EXECUTION = Pattern.compile("failed to map segment from shared object");

    /** As Java and JNA say it, of what is stored to load Helm. */
    private static final Pattern NO_SPACE = Pattern.compile("No space left on device|Disk quota exceeded");

    /** As Helm's storage says that the API server did not take a record (pkg/storage/driver/secrets.go). */
    private static final Pattern LARGE_RECORD = Pattern.compile(
            "create: failed to create: (?:Secret \"[^\"]+\" is invalid: \\S+ Too long|Request entity too large)");

    /** As Helm says it of a chart as its authors keep it (pkg/action/install.go, CheckDependencies). */
    private static final Pattern NO_DEPENDENCIES = Pattern.compile(
            "found in (?:Chart|requirements)\\.yaml, but missing in charts/ directory: (\\S[^\\n]{0,400})");

    /** What helm-java makes of a panic in Helm, of which it hands on nothing (native/main.go, runCommand; Release.parseSingle). */
    private static final String NO_RESULT = "Result.out cannot be null or empty";

    private static final String ALTERNATIVE =
            "; use such an agent, or a helm that is installed: set helm to the name of a Helm installation of Jenkins, or to"
                    + " PATH";

    private HelmMessages() {}

    /**
     * As {@link #readable(String)}, of an error in Helm's own JVM.
     *
     * @param cause the simple name of the error's class, may be null
     */
    static String readable(String said, String cause) {
        if (said != null && NO_SPACE.matcher(said).find()) {
            return "the embedded Helm needs some 130 MB in the agent's root folder, where no space is left";
        }
        return "UnsatisfiedLinkError".equals(cause) ? readable(cause + ": " + said) : readable(said);
    }

    /**
     * One line without a full stop at its end; what is known to mean that the embedded Helm can't run or has crashed, that a
     * release is too large for Helm, or that a chart is not complete, is said so.
     *
     * @param said what Helm or the system said, may be null
     */
    public static String readable(String said) {
        if (said == null || said.isBlank()) {
            return "Helm failed without an error message";
        }
        Matcher glibc = GLIBC.matcher(said);
        if (glibc.find()) {
            return "The embedded Helm needs Linux with glibc " + glibc.group(1) + " or later, which the agent does "
                    + "not have"
                    + ALTERNATIVE;
        }
        if (NO_EXECUTION.matcher(said).find()) {
            return "The embedded Helm needs an agent whose root folder may hold programs, and this one's is mounted"
                    + " noexec" + ALTERNATIVE;
        }
        if (NO_LIBRARY.matcher(said).find()) {
            return "The embedded Helm runs on Linux on x86-64 with glibc only, which the agent is not" + ALTERNATIVE;
        }
        if (LARGE_RECORD.matcher(said).find()) {
            return "Helm's record of the release, with the whole chart and its values, is larger than the 1 MiB that a Secret"
                    + " holds; leave out files that the chart does not need (.helmignore), and turn off subcharts in the values";
        }
        Matcher dependencies = NO_DEPENDENCIES.matcher(said);
        if (dependencies.find()) {
            return "the chart's dependencies " + Sentences.clause(dependencies.group(1))
                    + " are not in its charts folder; put them there with helm dependency build";
        }
        if (said.contains(NO_RESULT)) {
            return "the embedded Helm crashed, as it does over a chart that is not as it expects, such as one whose"
                    + " import-values lack child or parent; helm template on that chart shows where";
        }
        String line = said.replace(DEBUG_HINT, "").strip().replaceAll("\\s+", " ");
        line = Sentences.clause(line);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
