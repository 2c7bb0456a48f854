package io.jenkins.plugins.seldon.steps;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.readiness.LabelSelector;
import io.jenkins.plugins.seldon.readiness.WorkloadName;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What the form of a wait says of an option while it is typed, and what the views of a pipeline say of the wait. */
public abstract class WaitForm extends ClusterStepDescriptor {

    /** For the views of a pipeline: what is waited for, and where. */
    @Override
    public String argumentsToString(Map<String, Object> arguments) {
        Object namespace = arguments.get("namespace");
        Object subject = Stream.of("deployment", "selector", "workloads", "releaseName")
                .map(arguments::get)
                .filter(value -> value != null && !value.toString().isBlank())
                .findFirst()
                .orElse(ClusterStep.DEFAULT_RELEASE);
        return (namespace == null ? ClusterStep.DEFAULT_NAMESPACE : namespace) + "/" + subject;
    }

    @POST
    public FormValidation doCheckSelector(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, value, LabelSelector::parse);
    }

    @POST
    public FormValidation doCheckWorkloads(@AncestorInPath Item item, @QueryParameter String value) {
        return check(item, value, text -> {
            for (String name : text.split("[,\\s]+")) {
                WorkloadName.parse(name);
            }
        });
    }

    private static FormValidation check(Item item, String value, Consumer<String> parser) {
        String text = Util.fixEmptyAndTrim(value);
        if (text == null || !ClusterForm.mayList(item)) {
            return FormValidation.ok();
        }
        try {
            parser.accept(text);
            return FormValidation.ok();
        } catch (InvalidOptionException e) {
            return FormValidation.error(e.getMessage());
        }
    }
}
