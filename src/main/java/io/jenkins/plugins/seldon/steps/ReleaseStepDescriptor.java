package io.jenkins.plugins.seldon.steps;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.seldon.kubernetes.Right;
import io.jenkins.plugins.seldon.node.Platform;
import io.jenkins.plugins.seldon.release.ReleaseRequest;
import io.jenkins.plugins.seldon.settings.ClusterForm;
import io.jenkins.plugins.seldon.settings.FormNumbers;
import io.jenkins.plugins.seldon.settings.HelmInstallation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What the descriptors of the steps share that have Helm work on a release. */
public abstract class ReleaseStepDescriptor extends ClusterStepDescriptor {

    @Override
    public final Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, TaskListener.class, EnvVars.class, FilePath.class);
    }

    /** Which release. */
    @Override
    final String subject(Map<String, Object> arguments) {
        return release(arguments);
    }

    @Override
    final boolean isHelmOnAgent() {
        return true;
    }

    @Override
    final List<Right> rights(String namespace) {
        return NeededRights.ofHelm(namespace);
    }

    /** Whether Helm allows a release of this name. */
    @POST
    public final FormValidation doCheckReleaseName(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.check(item, value, ReleaseRequest::requireName);
    }

    /** Whether it is a time to do anything in. */
    @POST
    public final FormValidation doCheckTimeoutSeconds(@AncestorInPath Item item, @QueryParameter String value) {
        return ClusterForm.checkNumber(item, value, text -> {
            ReleaseStep step = new UninstallSeldonAnalyticsStep();
            step.setTimeoutSeconds(FormNumbers.whole("timeoutSeconds", text));
            step.timeout();
        });
    }

    /** The embedded Helm, the one on the PATH, and the installations; of these the current one for somebody who may not see. */
    @POST
    public final ListBoxModel doFillHelmItems(@AncestorInPath Item item, @QueryParameter String helm) {
        ListBoxModel list = new ListBoxModel();
        list.add(Messages.ReleaseStep_embedded(), "");
        list.add(Messages.ReleaseStep_onPath(), Platform.HELM_ON_PATH);
        if (ClusterForm.mayList(item)) {
            HelmInstallation.names().forEach(name -> list.add(name, name));
        }
        return ClusterForm.keeping(list, helm);
    }
}
