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
 * As whom a build runs, as other plugins' steps do: by default as Jenkins itself. A thread of ours is nobody's, and nobody may
 * see which build has started this one, from which the credentials plugin tells whose a credential is that came with it as a
 * parameter ({@code CredentialsProvider.findCredentialById}).
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
