package io.jenkins.plugins.seldon.helm.tool;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shell scripts that a run's folder has, for any POSIX shell. A script says in a file what a launcher may not be able
 * to pass on: inside of a container, Jenkins' launchers join standard output and error, and know nothing of the
 * container's own environment and process numbers.
 */
final class HelmScript {

    /** Runs Helm once. Its process number is in {@link #PID}, what it says in {@link #OUTPUT} and {@link #ERRORS}. */
    static final String RUN = "run";

    /** Sends the signal that is its argument to what {@link #RUN} started. Its status is 0 only if that still runs. */
    static final String END = "end";

    /** Removes everything from the folder, of whatever user: Helm may have run as another one than the folder's owner. */
    static final String CLEAN = "clean";

    static final String PID = "pid";
    static final String OUTPUT = "out";
    static final String ERRORS = "err";
    static final String KUBECONFIG = "kubeconfig";

    /** What a shell exits with for a command that is not there, or none. */
    private static final Set<Integer> NO_COMMAND = Set.of(126, 127);

    private static final String BEGIN =
            """
            cd "$(dirname "$0")" || exit 1
            umask 022
            echo $$ >pid
            """;

    private static final String END_OF_CALL = " >out 2>err </dev/null\n";

    /** Helm 3.7 takes charts from OCI registries only where it is told to by a variable (helm.sh/helm, pkg/gates). */
    private static final String HEAD =
            """
            for name in $(env | sed -n 's/^\\(HELM_[A-Za-z0-9_]*\\)=.*/\\1/p;s/^\\(KUBE[A-Za-z0-9_]*\\)=.*/\\1/p'); do
              unset "$name"
            done
            here=$(pwd)
            export KUBECONFIG="$here/kubeconfig"
            export HELM_CACHE_HOME="$here/helm/cache" HELM_CONFIG_HOME="$here/helm/config" HELM_DATA_HOME="$here/helm/data"
            export HELM_REPOSITORY_CONFIG="$here/repositories.yaml" HELM_REGISTRY_CONFIG="$here/registries.json"
            export HELM_EXPERIMENTAL_OCI=1 HOME="$here" TMPDIR="$here"
            """;

    /** By its working folder, where the system tells that, it is known from another process that got its number. */
    private static final String SIGNAL =
            """
            cd "$(dirname "$0")" || exit 1
            pid=$(cat pid)
            [ -n "$pid" ] || exit 1
            if [ -d /proc/self ]; then [ "/proc/$pid/cwd" -ef . ] || exit 1; fi
            kill -s "$1" "$pid"
            """;

    private static final String CLEANING = "cd \"$(dirname \"$0\")\" && rm -rf ./* ./.[!.]*\n";

    private HelmScript() {}

    /**
     * Whether the shell did not find the program that it was to run. A program may exit as a shell does that finds none, such as
     * one of asdf's for which no version is set; the shell names its own line, or its word for it.
     *
     * @param status what the script exited with
     * @param said what is in {@link #ERRORS}
     */
    static boolean isAbsent(String program, int status, String said) {
        return NO_COMMAND.contains(status)
                && said.replaceAll("(?:exec: )?line [0-9]+: (?:exec: )?", "exec: ")
                        .contains("exec: " + program + ": ");
    }

    /** The scripts for one call, and the files that they write to, so that these are the owner's alone. */
    static Map<String, byte[]> of(String executable, List<String> arguments) {
        String call = arguments.stream().map(HelmScript::quoted).collect(Collectors.joining(" "));
        return withFiles(BEGIN + HEAD + "exec " + quoted(executable) + " " + call + END_OF_CALL);
    }

    private static Map<String, byte[]> withFiles(String run) {
        byte[] empty = {};
        return Map.of(
                RUN, run.getBytes(StandardCharsets.UTF_8),
                END, SIGNAL.getBytes(StandardCharsets.UTF_8),
                PID, empty,
                OUTPUT, empty,
                ERRORS, empty);
    }

    /**
     * The scripts for a program that is not Helm, and the files that they write to. It has the build's own environment, its
     * home among it: there is what it logs in with.
     *
     * @param environment what it gets beside that
     */
    static Map<String, byte[]> of(List<String> call, Map<String, String> environment) {
        String more = environment.entrySet().stream()
                .map(each -> "export " + each.getKey() + "=" + quoted(each.getValue()) + "\n")
                .collect(Collectors.joining());
        String words = call.stream().map(HelmScript::quoted).collect(Collectors.joining(" "));
        return withFiles(BEGIN + more + "exec " + words + END_OF_CALL);
    }

    /** The script that removes what others made. */
    static Map<String, byte[]> cleaning() {
        return Map.of(CLEAN, CLEANING.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
