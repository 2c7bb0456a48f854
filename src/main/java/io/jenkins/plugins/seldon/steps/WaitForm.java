package io.jenkins.plugins.seldon.steps;

import hudson.model.AutoCompletionCandidates;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.kubernetes.ObjectName;
import io.jenkins.plugins.seldon.kubernetes.Right;
import io.jenkins.plugins.seldon.readiness.LabelSelector;
import io.jenkins.plugins.seldon.readiness.Subject;
import io.jenkins.plugins.seldon.readiness.WorkloadName;
import io.jenkins.plugins.seldon.seldon.ModelNames;
import io.jenkins.plugins.seldon.seldon.server.ModelKind;
import io.jenkins.plugins.seldon.seldon.server.ServedName;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.FormNumbers;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * What the wait's form says of an option while it is typed, and what the views of a pipeline say of the wait. Each is judged
 * by the code that a run reads it with, alone: what options say together, the run tells. Nothing is asked of a server.
 */
public abstract class WaitForm extends ClusterStepDescriptor {

    /** What is waited for. */
    @Override
    final String subject(Map<String, Object> arguments) {
        return Stream.of("deployment", "selector", "workloads")
                .map(option -> given(arguments, option))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElseGet(() -> release(arguments));
    }

    @Override
    final List<Right> rights(String namespace) {
        return NeededRights.ofWaiting(namespace);
    }

    /** The SeldonDeployments of the namespace. */
    @POST
    public AutoCompletionCandidates doAutoCompleteDeployment(
            @AncestorInPath Item item, ClusterQuery cluster, @QueryParameter String value) {
        return offered(
                item,
                cluster,
                value,
                (client, connection) ->
                        ModelNames.in(client, connection.namespace(), List.of(ModelKind.SELDON_DEPLOYMENT)));
    }

    @POST
    public FormValidation doCheckSelector(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, LabelSelector::parse);
    }

    @POST
    public FormValidation doCheckWorkloads(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, WaitForSeldonPodsStep::workloads);
    }

    @POST
    public FormValidation doCheckDeployment(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, WaitForm::named);
    }

    @POST
    public FormValidation doCheckTimeoutSeconds(@AncestorInPath Item item, @QueryParameter String value) {
        return number(item, "timeoutSeconds", value, WaitForSeldonPodsStep::setTimeoutSeconds);
    }

    @POST
    public FormValidation doCheckMinPods(@AncestorInPath Item item, @QueryParameter String value) {
        return number(item, "minPods", value, WaitForSeldonPodsStep::setMinPods);
    }

    @POST
    public FormValidation doCheckStableSeconds(@AncestorInPath Item item, @QueryParameter String value) {
        return number(item, "stableSeconds", value, WaitForSeldonPodsStep::setStableSeconds);
    }

    @POST
    public FormValidation doCheckMinRunningSeconds(@AncestorInPath Item item, @QueryParameter String value) {
        return number(item, "minRunningSeconds", value, WaitForSeldonPodsStep::setMinRunningSeconds);
    }

    @POST
    public FormValidation doCheckFailureGraceSeconds(@AncestorInPath Item item, @QueryParameter String value) {
        return number(item, "failureGraceSeconds", value, WaitForSeldonPodsStep::setFailureGraceSeconds);
    }

    /**
     * What {@code deployment} names: a SeldonDeployment, or with its kind before it another model's object, as for the gate.
     *
     * @throws InvalidOptionException with a sentence, where the kind is unknown, or none may be called so
     */
    static Subject named(String deployment) {
        ServedName named = ServedName.parse(deployment);
        if (named.kind().filter(kind -> kind != ModelKind.SELDON_DEPLOYMENT).isPresent()) {
            return new Subject.Named(List.of(WorkloadName.parse(deployment)));
        }
        if (!ObjectName.isSubdomain(named.name())) {
            throw new InvalidOptionException(
                    "The deployment is not a name that Kubernetes allows: lowercase letters, digits,"
                            + " dashes and dots, at most 253.");
        }
        return new Subject.Seldon(named.name());
    }

    private static FormValidation number(
            Item item, String option, String value, ObjIntConsumer<WaitForSeldonPodsStep> setter) {
        return ClusterForm.checkNumber(item, value, text -> {
            WaitForSeldonPodsStep step = new WaitForSeldonPodsStep();
            step.setTimeoutSeconds(Integer.MAX_VALUE);
            setter.accept(step, FormNumbers.whole(option, text));
            step.criteria();
        });
    }
}
