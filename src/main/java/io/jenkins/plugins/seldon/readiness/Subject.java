package io.jenkins.plugins.seldon.readiness;

import io.jenkins.plugins.seldon.text.Phrase;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is waited for. */
public sealed interface Subject {

    /** The kinds that are looked at from the beginning. */
    Set<WatchedKind> kinds();

    /**
     * Whether a change that is about an object of this name is likely to matter: whoever waits looks at it at once. Other
     * changes matter too, as those of what a pod mounts, but it does to look at many of them together.
     */
    default boolean isConcerned(String object) {
        return true;
    }

    /** What it is called at the beginning of a sentence, in any language. */
    default Phrase title() {
        String name = toString();
        return Phrase.text(Character.toUpperCase(name.charAt(0)) + name.substring(1));
    }

    /**
     * A Helm release: the workloads and pods that carry {@code release=<name>} or
     * {@code app.kubernetes.io/instance=<name>}, and the workloads of its manifest where that can be read.
     *
     * @param name the release's
     */
    record Release(String name) implements Subject {

        @Override
        public Set<WatchedKind> kinds() {
            return workloads();
        }

        @Override
        public Phrase title() {
            return Phrase.of("subject.release", name);
        }

        @Override
        public String toString() {
            return "release " + name;
        }
    }

    /**
     * Everything whose labels match: workloads by their own labels or those of their pods, and pods.
     *
     * @param selector as in {@code kubectl -l}
     */
    record Selected(LabelSelector selector) implements Subject {

        @Override
        public Set<WatchedKind> kinds() {
            return workloads();
        }

        @Override
        public Phrase title() {
            return Phrase.of("subject.selector", selector);
        }

        @Override
        public String toString() {
            return "selector " + selector;
        }
    }

    /**
     * Workloads, each of which must exist.
     *
     * @param names kinds and names
     */
    record Named(List<WorkloadName> names) implements Subject {

        public Named {
            names = List.copyOf(names);
        }

        @Override
        public Set<WatchedKind> kinds() {
            Set<WatchedKind> kinds = new LinkedHashSet<>(Set.of(WatchedKind.POD));
            for (WorkloadName name : names) {
                kinds.add(name.kind());
                if (name.kind() == WatchedKind.INFERENCE_SERVICE) {
                    kinds.add(WatchedKind.DEPLOYMENT);
                }
                if (kinds.contains(WatchedKind.DEPLOYMENT)) {
                    kinds.add(WatchedKind.REPLICA_SET);
                }
            }
            return kinds;
        }

        /** Pods, ReplicaSets and what operators make are named after their workloads. */
        @Override
        public boolean isConcerned(String object) {
            return names.stream().anyMatch(name -> object.startsWith(name.name()));
        }

        @Override
        public String toString() {
            return String.join(", ", names.stream().map(WorkloadName::toString).toList());
        }
    }

    /**
     * A SeldonDeployment, the Deployments that it owns, and their pods.
     *
     * @param name the SeldonDeployment's
     */
    record Seldon(String name) implements Subject {

        @Override
        public Set<WatchedKind> kinds() {
            return ordered(
                    WatchedKind.POD, WatchedKind.DEPLOYMENT, WatchedKind.REPLICA_SET, WatchedKind.SELDON_DEPLOYMENT);
        }

        @Override
        public String toString() {
            return "SeldonDeployment " + name;
        }
    }

    private static Set<WatchedKind> workloads() {
        return ordered(
                WatchedKind.POD,
                WatchedKind.DEPLOYMENT,
                WatchedKind.STATEFUL_SET,
                WatchedKind.DAEMON_SET,
                WatchedKind.REPLICA_SET,
                WatchedKind.JOB);
    }

    /** In the order in which they are named when none can be read. */
    private static Set<WatchedKind> ordered(WatchedKind... kinds) {
        return new LinkedHashSet<>(List.of(kinds));
    }
}
