package io.jenkins.plugins.seldon.seldon;

import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServerProfile;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a gate asks the cluster of a model. Blocking, each call bounded in time. */
public interface ModelCluster {

    /**
     * A SeldonDeployment, or another object that stands for a model, as the cluster shows it.
     *
     * @param state {@code Available}, {@code Creating}, {@code Failed}; empty when its controller wrote none
     * @param url {@code status.address.url}, or else {@code status.url}; empty when there is none
     * @param model the name of the graph's first node; empty when there is none
     * @param protocol {@code spec.protocol}; empty when it names none
     * @param prefix where its annotations for Ambassador or KServe's template of paths put it, a path; empty when nothing puts it
     *     elsewhere than usual
     * @param predictors as its specification lists them
     * @param kind what it is
     * @param server which server serves it
     * @param host by which name the ingress knows it; empty where it goes by the path
     * @param batches whether something before the server makes one request of several
     */
    record Deployment(
            String state,
            String url,
            String model,
            String protocol,
            String prefix,
            List<Predictor> predictors,
            ModelKind kind,
            ServerProfile server,
            String host,
            boolean batches) {
        public Deployment {
            predictors = List.copyOf(predictors);
        }

        /** A SeldonDeployment of Seldon Core 1, whose executor gets each request by itself. */
        public Deployment(
                String state,
                String url,
                String model,
                String protocol,
                String prefix,
                List<Predictor> predictors,
                String host) {
            this(
                    state,
                    url,
                    model,
                    protocol,
                    prefix,
                    predictors,
                    ModelKind.SELDON_DEPLOYMENT,
                    ServerProfile.SELDON,
                    host,
                    false);
        }

        /**
         * Why nothing can be said of the predictor that is asked about, or of any where none is, a sentence: there is none
         * of that name, it is a shadow, or nothing counts what it answers. Empty where the specification lists none.
         *
         * @param url where predictions are asked for: that of a predictor's own Service asks it alone
         */
        public Optional<String> flawOfPredictor(PredictionSeries scope, String url) {
            if (predictors.isEmpty()) {
                return Optional.empty();
            }
            String direct = scope.predictorBehind(url, predictors);
            String asked = direct.isEmpty() || !scope.predictor().isEmpty() ? scope.predictor() : direct;
            String wanted = Excerpt.of(asked);
            String object = kind + " " + scope.namespace() + "/" + scope.deployment();
            Optional<Predictor> uncounted = predictors.stream()
                    .filter(predictor -> predictor.uncounted() && !predictor.shadow())
                    .filter(predictor -> scope.server().isSeldon())
                    .filter(predictor -> asked.isEmpty()
                            ? predictor.traffic() > 0 || !isWeighted()
                            : predictor.name().equals(asked))
                    .findFirst();
            if (uncounted.isPresent()) {
                return uncounted.map(
                        predictor -> "The predictor '" + Excerpt.of(predictor.name()) + "' of the " + object
                                + " has no executor (its annotation seldon.io/no-engine), which would count its predictions: name"
                                + " the model's own counter by metric.");
            }
            if (asked.isEmpty()) {
                return Optional.empty();
            }
            Optional<Predictor> found = predictors.stream()
                    .filter(predictor -> predictor.name().equals(asked))
                    .findFirst();
            if (found.isEmpty()) {
                String known = predictors.stream().map(Predictor::name).collect(Collectors.joining(", "));
                return Optional.of(
                        "The " + object + " has no predictor '" + wanted + "'; it has: " + Excerpt.of(known) + ".");
            }
            return found.filter(Predictor::shadow)
                    .map(shadow -> "The predictor '" + wanted + "' of the " + object + " is a shadow: it gets copies of"
                            + " what others answer, which can't be counted as this burst's.");
        }

        /** Then a predictor without a weight gets nothing of what is sent to the deployment. */
        private boolean isWeighted() {
            return predictors.stream().anyMatch(predictor -> predictor.traffic() > 0);
        }
    }

    /**
     * One predictor of a specification.
     *
     * @param name unique within the SeldonDeployment
     * @param traffic its weight as the specification gives it, in percent; 0 where it gives none
     * @param shadow whether it only gets copies of what the others answer
     * @param uncounted whether it has no executor
     * @param service what its Service is called by an annotation; empty for what the operator calls it
     */
    record Predictor(String name, double traffic, boolean shadow, boolean uncounted, String service) {
        public Predictor {
            service = service == null ? "" : service;
        }

        /** One with whatever counts its predictions. */
        public Predictor(String name, double traffic, boolean shadow) {
            this(name, traffic, shadow, false, "");
        }

        /** What its Service is called, by which its pods are labelled, too. */
        String serviceIn(String deployment) {
            return service.isEmpty() ? SeldonNames.service(deployment, name) : service;
        }
    }

    /**
     * One pod with an executor.
     *
     * @param name its name
     * @param uid tells it from a later one of the same name
     * @param ips its addresses; none while it has none
     * @param predictor whose it is; empty when its labels don't tell
     * @param shadow whether it carries Seldon's label of a shadow
     * @param ready as its condition says
     * @param served whether it may have counted: it is ready, or was before and runs still
     * @param restarts of the executor's container
     * @param ended how that container ended last, a clause; empty when it never did
     */
    record ExecutorPod(
            String name,
            String uid,
            List<String> ips,
            String predictor,
            boolean shadow,
            boolean ready,
            boolean served,
            int restarts,
            String ended) {
        public ExecutorPod {
            ips = List.copyOf(ips);
        }
    }

    /**
     * The executor's own counters in one pod, read from the pod itself.
     *
     * @param pod whose
     * @param counted successful predictions since the process began
     * @param errors predictions with another code, likewise
     * @param problem why they could not be read, a clause; empty when they were
     * @param began when the process behind the page began, in seconds since 1970, as the page tells; 0 where it does not
     */
    record Replica(ExecutorPod pod, double counted, double errors, String problem, double began) {

        /** One whose page does not tell when its process began. */
        public Replica(ExecutorPod pod, double counted, double errors, String problem) {
            this(pod, counted, errors, problem, 0);
        }

        /** Whether the page could be read; then there is no flaw. */
        public boolean isReadable() {
            return problem.isEmpty();
        }
    }

    /**
     * Looks the model's object up, of the kinds that it may be; empty when there is none of that name.
     *
     * @throws IOException with a sentence, when the cluster can't be asked
     */
    Optional<Deployment> deployment(PredictionSeries scope) throws IOException;

    /**
     * Reads the server's counters of each pod.
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

    /**
     * For a gate whose cluster connection can't be used: knows nothing, and says why.
     *
     * @param sentence why
     */
    static ModelCluster unreached(String sentence) {
        return new ModelCluster() {
            @Override
            public Optional<Deployment> deployment(PredictionSeries scope) throws IOException {
                throw new IOException(sentence);
            }

            @Override
            public List<Replica> replicas(PredictionSeries scope) throws IOException {
                throw new IOException(sentence);
            }
        };
    }
}
