package io.jenkins.plugins.seldon.node;

import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.springframework.security.core.Authentication;

/**
 * The user as whom a build runs, and as whom the steps of other plugins work: by default Jenkins itself. Our own threads run as
 * anonymous, who may not see the build that has started this one; the credentials plugin needs that build to tell whose a
 * credential is that came as a parameter ({@code CredentialsProvider.findCredentialById}).
 */
final class BuildUser {

    private BuildUser() {}

    /** Makes a call in this thread, as that user. */
    static <T> T call(StepContext context, NodeCall.Call<T> call) throws IOException, InterruptedException {
        return call(of(context), call);
    }

    static <T> T call(Authentication user, NodeCall.Call<T> call) throws IOException, InterruptedException {
        try (ACLContext ignored = ACL.as2(user)) {
            return call.make();
        }
    }

    private static Authentication of(StepContext context) throws IOException, InterruptedException {
        FlowExecution pipeline = context.get(FlowExecution.class);
        if (pipeline != null) {
            return pipeline.getAuthentication2();
        }
        Run<?, ?> build = context.get(Run.class);
        return build.getParent() instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
    }
}
