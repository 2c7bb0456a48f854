package io.jenkins.plugins.seldon.seldon;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a gate asks the cluster of a model. Blocking, each call bounded in time. */
public interface ModelCluster {

    /**
     * A SeldonDeployment as the cluster shows it.
     *
     * @param state {@code Available}, {@code Creating}, {@code Failed}; empty when its controller wrote none
     * @param url {@code status.address.url}; empty when there is none
     * @param model the name of the graph's first node; empty when there is none
     */
    record Deployment(String state, String url, String model) {}

    /**
     * The executor's own counters in one pod, read from the pod itself.
     *
     * @param pod the pod's name
     * @param counted successful predictions since the process began
     * @param problem why they could not be read; empty when they were
     */
    record Replica(String pod, double counted, String problem) {}

    /**
     * Looks a SeldonDeployment up; empty when there is none of that name.
     *
     * @throws IOException with a sentence, when the cluster can't be asked
     */
    Optional<Deployment> deployment(PredictionSeries scope) throws IOException;

    /**
     * Reads the executor's counters of each pod.
     *
     * @throws IOException with a sentence, when the pods can't be listed
     */
    List<Replica> replicas(PredictionSeries scope) throws IOException;

    /** For a gate without a cluster connection: knows nothing, and says so. */
    ModelCluster UNKNOWN = new ModelCluster() {
        @Override
        public Optional<Deployment> deployment(PredictionSeries scope) throws IOException {
            throw new IOException("No cluster connection was given, so the SeldonDeployment can't be read.");
        }

        @Override
        public List<Replica> replicas(PredictionSeries scope) throws IOException {
            throw new IOException("No cluster connection was given, so the pods can't be read.");
        }
    };
}
