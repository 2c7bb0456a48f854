package io.jenkins.plugins.seldon.steps;

import hudson.Util;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Item;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.seldon.kubernetes.ClusterConnection;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.FormCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Names of a cluster for a field in which somebody is typing. Silent where there are none to be had: who may not see them,
 * a cluster that can't be reached or takes long, options that only a build can tell.
 */
final class Completion {

    private static final Logger LOGGER = Logger.getLogger(Completion.class.getName());

    private static final int SHOWN = 20;

    /** Asks a cluster. */
    @FunctionalInterface
    interface Names {
        List<String> of(KubernetesClient client, ClusterConnection connection) throws IOException;
    }

    private Completion() {}

    /**
     * The names that have the text in them, those first that begin with it.
     *
     * @param connections asked only for who may have the controller ask servers with the job's credentials
     */
    static AutoCompletionCandidates of(
            Item item, Connections connections, Duration limit, ClusterQuery cluster, String typed, Names names) {
        AutoCompletionCandidates candidates = new AutoCompletionCandidates();
        String text = Util.fixNull(typed).strip();
        if (!ClusterForm.mayAsk(item) || cluster.hasVariables() || ClusterForm.hasVariable(text)) {
            return candidates;
        }
        try {
            FormCalls.within(limit, () -> {
                        ClusterConnection connection = connections.connect(cluster.options());
                        try (SharedClients.Lease lease = connections.clients().lease(connection)) {
                            return names.of(lease.client(), connection);
                        }
                    })
                    .stream()
                    .distinct()
                    .filter(name -> name.contains(text))
                    .sorted(Comparator.comparing((String name) -> !name.startsWith(text))
                            .thenComparing(Comparator.naturalOrder()))
                    .limit(SHOWN)
                    .forEach(candidates::add);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "A form's field offers no names.", e);
        }
        return candidates;
    }
}
