package io.jenkins.plugins.seldon.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the demo is called with.
 *
 * @param scenario which world to play; not used with a real cluster
 * @param keep whether the played world stays up after the build, until the demo is interrupted
 * @param kubeconfig a real cluster's kubeconfig; null to play one
 * @param endpoint the real cluster's ingress; null to play one
 * @param repository where a real cluster gets the chart; null for the Jenkinsfile's own
 */
record DemoOptions(Scenario scenario, boolean keep, Path kubeconfig, String endpoint, String repository) {

    /** An option that can't be understood; the message is a sentence for the user. */
    static final class WrongOption extends Exception {
        private static final long serialVersionUID = 1L;

        WrongOption(String message) {
            super(message);
        }
    }

    static DemoOptions played(Scenario scenario) {
        return new DemoOptions(scenario, false, null, null, null);
    }

    /** @param folder what a relative path is relative to */
    static DemoOptions parse(List<String> arguments, Path folder) throws WrongOption {
        Scenario scenario = Scenario.HAPPY;
        boolean keep = false;
        Path kubeconfig = null;
        String endpoint = null;
        String repository = null;
        for (Iterator<String> rest = separated(arguments).iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--scenario" -> {
                    String name = value(option, rest);
                    scenario = Scenario.named(name)
                            .orElseThrow(() -> new WrongOption("There is no scenario '" + name + "'; choose one of "
                                    + Arrays.stream(Scenario.values())
                                            .map(Scenario::option)
                                            .collect(Collectors.joining(", "))
                                    + "."));
                }
                case "--keep" -> keep = true;
                case "--kubeconfig" -> kubeconfig = folder.resolve(value(option, rest));
                case "--endpoint" -> endpoint = value(option, rest);
                case "--repository" -> repository = value(option, rest);
                default -> throw new WrongOption("There is no option '" + option + "'; ./demo --help names them.");
            }
        }
        if ((kubeconfig == null) != (endpoint == null)) {
            throw new WrongOption("--kubeconfig and --endpoint belong together: give both for a real cluster.");
        }
        if (repository != null && kubeconfig == null) {
            throw new WrongOption("--repository is for a real cluster: give --kubeconfig and --endpoint too.");
        }
        if (keep && kubeconfig != null) {
            throw new WrongOption("--keep is for the simulated cluster: a real one stays up anyway.");
        }
        if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
            throw new WrongOption("There is no kubeconfig " + kubeconfig + " that can be read.");
        }
        return new DemoOptions(scenario, keep, kubeconfig, endpoint, repository);
    }

    /** {@code --option=value} as two arguments. */
    private static List<String> separated(List<String> arguments) {
        return arguments.stream()
                .flatMap(argument ->
                        argument.matches("--[a-z]+=.*") ? Stream.of(argument.split("=", 2)) : Stream.of(argument))
                .toList();
    }

    private static String value(String option, Iterator<String> rest) throws WrongOption {
        if (!rest.hasNext()) {
            throw new WrongOption(option + " needs a value; ./demo --help shows how.");
        }
        return rest.next();
    }
}
