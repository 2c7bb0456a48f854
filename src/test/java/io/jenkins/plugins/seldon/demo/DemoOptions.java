package io.jenkins.plugins.seldon.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the demo is called with.
 *
 * @param scenario which world to play; not used with a real cluster
 * @param kubeconfig a real cluster's kubeconfig; null to play one
 * @param endpoint the real cluster's ingress; null to play one
 * @param repository where a real cluster gets the chart; null for the Jenkinsfile's own
 */
record DemoOptions(Scenario scenario, Path kubeconfig, String endpoint, String repository) {

    static final String USAGE =
            """
            Runs Jenkinsfile.example: installs the analytics, waits for its pods, sends a burst of predictions and
            passes or refuses the release on what Prometheus counted.

            ./demo [--scenario NAME]                       with stand-ins for the cluster and the model
            ./demo --kubeconfig FILE --endpoint URL [--repository URL]
                                                           on a real cluster with a SeldonDeployment 'sklearn'

            Scenarios:
            %s
            Ends with status 0 when the release passes, 1 when it does not, 2 on a wrong option.
            """
                    .formatted(Arrays.stream(Scenario.values())
                            .map(scenario -> "  %-16s%s%n".formatted(scenario.option(), scenario.what()))
                            .collect(Collectors.joining()));

    /** An option that can't be understood; the message is a sentence for the user. */
    static final class WrongOption extends Exception {
        private static final long serialVersionUID = 1L;

        WrongOption(String message) {
            super(message);
        }
    }

    static DemoOptions played(Scenario scenario) {
        return new DemoOptions(scenario, null, null, null);
    }

    /** @param folder what a relative path is relative to */
    static DemoOptions parse(List<String> arguments, Path folder) throws WrongOption {
        Scenario scenario = Scenario.HAPPY;
        Path kubeconfig = null;
        String endpoint = null;
        String repository = null;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
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
        return new DemoOptions(scenario, kubeconfig, endpoint, repository);
    }

    private static String value(String option, Iterator<String> rest) throws WrongOption {
        if (!rest.hasNext()) {
            throw new WrongOption(option + " needs a value; ./demo --help shows how.");
        }
        return rest.next();
    }
}
