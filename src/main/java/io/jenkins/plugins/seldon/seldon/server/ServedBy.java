package io.jenkins.plugins.seldon.seldon.server;

import io.jenkins.plugins.seldon.load.Transport;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import io.jenkins.plugins.seldon.text.Listing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * By which server a model is served, and as what the cluster knows it; as far as that is known. Pure.
 *
 * @param profile how the server counts; what it counts in depends on the object, once that is known
 * @param open whether the object that is found tells that instead
 * @param kinds what the object may be, in the order in which it is looked for; one once it was found
 * @param model the model's name on the server; empty for that of the object
 * @param transport over which it is asked
 */
public record ServedBy(ServerProfile profile, boolean open, List<ModelKind> kinds, String model, Transport transport) {

    /** A SeldonDeployment of Seldon Core 1. */
    public static final ServedBy SELDON = of(ServerProfile.SELDON, "");

    public ServedBy {
        kinds = List.copyOf(kinds);
        profile = (kinds.size() == 1 ? profile.of(kinds.get(0)) : profile).over(transport);
    }

    /** The same, asked over a transport. */
    public ServedBy over(Transport other) {
        return new ServedBy(profile, open, kinds, model, other);
    }

    /** By this server. */
    public static ServedBy of(ServerProfile profile, String model) {
        return new ServedBy(profile, false, profile.kinds(), model, Transport.REST);
    }

    /** By whichever the object tells, which may be any that names a model; as Seldon Core 1 does where there is none. */
    public static ServedBy whichever(String model) {
        List<ModelKind> kinds = new ArrayList<>(List.of(ModelKind.values()));
        kinds.remove(ModelKind.DEPLOYMENT);
        return new ServedBy(ServerProfile.SELDON, true, kinds, model, Transport.REST);
    }

    /** The same, once the object was found; of servers that are told already, only the object is news. */
    public ServedBy found(ModelKind kind, ServerProfile told) {
        return new ServedBy(open ? told : profile, false, List.of(kind), model, transport);
    }

    /**
     * The same, where a name says of which kind it is.
     *
     * @throws InvalidOptionException with a sentence, when the server has no models of that kind
     */
    public ServedBy only(ModelKind kind) {
        if (!kinds.contains(kind)) {
            throw new InvalidOptionException("The deployment is a " + kind + ", "
                    + (kind == ModelKind.DEPLOYMENT && open
                            ? "which does not say what serves it: set server or metric."
                            : "which " + profile.name() + " does not serve: leave server blank, or give another."));
        }
        return switch (kind) {
            case SELDON_DEPLOYMENT, MODEL, PIPELINE, KNATIVE_SERVICE -> found(kind, ServerProfile.usual(kind));
            case INFERENCE_SERVICE, DEPLOYMENT -> new ServedBy(profile, open, List.of(kind), model, transport);
        };
    }

    /** The same as it is found in Prometheus, whose series have these labels; of no use where a pod's own page is read. */
    public ServedBy asScraped(Set<String> labels) {
        return new ServedBy(profile.asScraped(labels), open, kinds, model, transport);
    }

    /**
     * The container that counts; empty for whichever there is. A counter of one's own in a SeldonDeployment is the model's,
     * in no executor, of which there may be none.
     */
    public String container() {
        if (!profile.page().container().isEmpty()) {
            return profile.page().container();
        }
        return kind() == ModelKind.SELDON_DEPLOYMENT && !profile.isSeldon() ? "" : kind().container();
    }

    /** What the object may be, for a sentence: {@code Model or Pipeline}. */
    public String kindsTold() {
        List<String> told = kinds.stream().map(ModelKind::toString).toList();
        return Listing.or(told);
    }

    /** Whether there is nothing more to find out. */
    public boolean isFound() {
        return !open && kinds.size() == 1;
    }

    /** The object that it is or, while it was not found, that it is most likely to be. */
    public ModelKind kind() {
        return kinds.get(0);
    }
}
