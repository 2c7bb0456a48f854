package io.jenkins.plugins.seldon.report;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import jenkins.model.TransientActionFactory;

/**
 * How a job's gates went over its last builds: a part of the job's page, and a page of its own. Made anew for each request;
 * looks at builds only when one of these pages is shown, and at no more than {@link #MOST_BUILDS}.
 */
public final class SeldonTrend implements Action {

    private static final int MOST_BUILDS = 50;

    /** What the job's page looks at, which is opened often. */
    private static final int FEW_BUILDS = 10;

    /** Gates of all these builds: each is read from its text whenever a page is shown. */
    private static final int MOST_GATES = 500;

    /** Jenkins adds the action anew for each request, and persists none of these. */
    private final transient Job<?, ?> job;

    SeldonTrend(Job<?, ?> job) {
        this.job = job;
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /** Of the last fifty builds. */
    public GateTrend getTrend() {
        return trend(MOST_BUILDS);
    }

    /** Of the last ten builds. */
    public GateTrend getShortTrend() {
        return trend(FEW_BUILDS);
    }

    private GateTrend trend(int builds) {
        List<GateTrend.Entry> entries = new ArrayList<>();
        Run<?, ?> build = job.getLastBuild();
        for (int i = 0;
                build != null && i < builds && entries.size() < MOST_GATES;
                i++, build = build.getPreviousBuild()) {
            SeldonReport report = build.getAction(SeldonReport.class);
            if (report != null) {
                for (ReportSection gate : report.gatesFromTheLast()) {
                    entries.add(GateTrend.Entry.of(build.getNumber(), gate));
                }
            }
        }
        return new GateTrend(entries);
    }

    @Override
    public String getIconFileName() {
        return "symbol-stats-chart-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.SeldonTrend_displayName();
    }

    @Override
    public String getUrlName() {
        return "seldon-analytics";
    }

    /** Adds it to jobs one of whose latest builds has something to show. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Job> {

        @Override
        public Class<Job> type() {
            return Job.class;
        }

        /** {@inheritDoc} Who asks a job for another kind of action has no build of it read for this one. */
        @Override
        public Class<? extends Action> actionType() {
            return SeldonTrend.class;
        }

        @Override
        public Collection<? extends Action> createFor(Job job) {
            return hasReport(job.getLastBuild())
                            || hasReport(job.getLastCompletedBuild())
                            || hasReport(job.getLastSuccessfulBuild())
                    ? Set.of(new SeldonTrend(job))
                    : Set.of();
        }

        private static boolean hasReport(Run<?, ?> build) {
            return build != null && build.getAction(SeldonReport.class) != null;
        }
    }
}
