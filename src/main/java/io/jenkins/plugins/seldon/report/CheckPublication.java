package io.jenkins.plugins.seldon.report;

import hudson.PluginWrapper;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails;
import io.jenkins.plugins.checks.api.ChecksOutput;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.checks.api.ChecksStatus;
import jenkins.model.Jenkins;

/**
 * Hands checks to the plugin Checks API, and with it to whoever publishes them: GitHub, GitLab, Gitea. That plugin is optional:
 * its classes are touched by {@link Publisher} alone, which is not loaded without it.
 */
public final class CheckPublication {

    private static final String PLUGIN = "checks-api";

    private CheckPublication() {}

    /** Whether there is somebody to hand checks to. */
    public static boolean isPossible() {
        PluginWrapper plugin = Jenkins.get().getPluginManager().getPlugin(PLUGIN);
        return plugin != null && plugin.isActive();
    }

    /**
     * Publishes a check; asks servers, so it may block. Of a job whose source has no checks nothing is published, and the
     * log is told why.
     *
     * @param run whose commit it is about
     * @param log where the publisher tells what it does, or why it does nothing
     */
    public static void publish(Run<?, ?> run, TaskListener log, GateCheck check) {
        String root = Jenkins.get().getRootUrl();
        String page = root == null ? "" : root + run.getUrl() + SeldonReport.URL_NAME + "/";
        Publisher.publish(run, log, check, page);
    }

    /** Needs the plugin's classes. */
    private static final class Publisher {

        static void publish(Run<?, ?> run, TaskListener log, GateCheck check, String page) {
            ChecksPublisherFactory.fromRun(run, log).publish(details(check, page));
        }

        private static ChecksDetails details(GateCheck check, String page) {
            ChecksDetails.ChecksDetailsBuilder details = new ChecksDetails.ChecksDetailsBuilder();
            if (!page.isEmpty()) {
                details.withDetailsURL(page);
            }
            return details.withName(check.name())
                    .withStatus(ChecksStatus.COMPLETED)
                    .withConclusion(conclusion(check.conclusion()))
                    .withOutput(new ChecksOutput.ChecksOutputBuilder()
                            .withTitle(check.title())
                            .withSummary(check.summary())
                            .build())
                    .build();
        }

        private static ChecksConclusion conclusion(GateCheck.Conclusion conclusion) {
            return switch (conclusion) {
                case SUCCESS -> ChecksConclusion.SUCCESS;
                case NEUTRAL -> ChecksConclusion.NEUTRAL;
                case FAILURE -> ChecksConclusion.FAILURE;
            };
        }
    }
}
