package io.jenkins.plugins.seldon.report;

import hudson.model.Api;
import hudson.model.BuildBadgeAction;
import hudson.model.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What our steps have to show of a build: a summary on the build's page, a page of its own, a badge in lists of builds, the
 * remote API.
 */
@ExportedBean(defaultVisibility = 2)
public class SeldonReport implements RunAction2, BuildBadgeAction {

    /** Where the page is, under its build. */
    static final String URL_NAME = "seldon-analytics";

    /** A person looks at as many; a step in a loop may report for ever. */
    private static final int MOST_SECTIONS = 300;

    /** Characters of all sections: a build is loaded with all of its report. */
    private static final long LARGEST = 8L << 20;

    private final List<ReportSection> sections = new ArrayList<>();

    /** How many sections are not kept, and of how many only the values at the top. */
    private int leftOut;

    private int shortened;

    private EvidencePaths evidence;

    private transient Run<?, ?> run;

    private transient SharedSaves<ReportSection> saves;

    /**
     * Adds a section to a build's report, and saves the build, once for sections that come at the same time. A step ends after
     * that, so that a restart finds the section of each step that has ended.
     *
     * @throws IOException if the build could not be saved
     */
    public static void add(Run<?, ?> run, ReportSection section) throws IOException {
        SeldonReport report = of(run);
        // Builds hold themselves while they are saved, and with it what they write.
        report.saves().add(section, run, report::append, run::save);
    }

    /**
     * A path for evidence that no other gate of the build has been given, whatever its name; saves the build.
     *
     * @throws IOException if the build could not be saved
     */
    public static String evidencePath(Run<?, ?> run, String wanted) throws IOException {
        String path;
        SeldonReport report = of(run);
        synchronized (run) {
            path = report.take(wanted);
        }
        run.save();
        return path;
    }

    /**
     * A name for a check that no other gate of the build has been given: one that failed and one that passed would be one
     * that passed. Saves the build.
     *
     * @throws IOException if the build could not be saved
     */
    public static String checkName(Run<?, ?> run, String wanted) throws IOException {
        return evidencePath(run, wanted);
    }

    private static SeldonReport of(Run<?, ?> run) {
        SeldonReport present = run.getAction(SeldonReport.class);
        if (present != null) {
            return present;
        }
        synchronized (run) {
            SeldonReport report = run.getAction(SeldonReport.class);
            if (report == null) {
                report = new SeldonReport();
                run.addAction(report);
            }
            return report;
        }
    }

    private synchronized SharedSaves<ReportSection> saves() {
        if (saves == null) {
            saves = new SharedSaves<>();
        }
        return saves;
    }

    private synchronized String take(String wanted) {
        if (evidence == null) {
            evidence = new EvidencePaths();
        }
        return evidence.path(wanted);
    }

    /** Of too many, those stay that somebody has to look at. */
    synchronized void append(ReportSection section) {
        if (sections.size() >= MOST_SECTIONS) {
            leftOut++;
            if (section.isGood() || !removeFirstGood()) {
                return;
            }
        }
        long kept = sections.stream().mapToLong(ReportSection::size).sum();
        if (kept + section.size() <= LARGEST) {
            sections.add(section);
        } else {
            shortened++;
            sections.add(section.inShort());
        }
    }

    private boolean removeFirstGood() {
        for (ReportSection section : sections) {
            if (section.isGood()) {
                return sections.remove(section);
            }
        }
        return false;
    }

    /** What the report lacks since there was too much, in a sentence; empty where it lacks nothing. */
    @Exported
    public synchronized String getLimits() {
        if (leftOut == 0 && shortened == 0) {
            return "";
        }
        return "The report was larger than a build keeps"
                + (leftOut == 0 ? "" : "; sections left out: " + leftOut)
                + (shortened == 0 ? "" : "; sections without their details: " + shortened)
                + ". The build's log and the evidence in the workspace are complete.";
    }

    /** The same, in the language of whoever looks at it. */
    public String getToldLimits() {
        return Viewer.translate(getLimits());
    }

    /** The sections in the order in which the steps ended; a copy. */
    @Exported
    public synchronized List<ReportSection> getSections() {
        return new ArrayList<>(sections);
    }

    /** The same as a person wants to read them: the gravest first, otherwise in the order of the steps. */
    public List<ReportSection> getByGravity() {
        List<ReportSection> ordered = new ArrayList<>(getSections());
        ordered.sort(Comparator.comparing(
                        (ReportSection section) -> section.getMark().kind())
                .reversed());
        return ordered;
    }

    /** The gates, the one that ended last first: as somebody goes through them who goes back from build to build. */
    List<ReportSection> gatesFromTheLast() {
        List<ReportSection> gates = new ArrayList<>(getSections());
        gates.removeIf(section -> section.getKind() != ReportSection.Kind.GATE);
        Collections.reverse(gates);
        return gates;
    }

    /** What the build's row in a list of builds shows: the gravest section; null while there is none. */
    public ReportSection getGravest() {
        return getByGravity().stream().findFirst().orElse(null);
    }

    /** Whether a file of the workspace is among the build's artifacts, so that a page can link to it. */
    public boolean isArchived(String path) {
        try {
            return run.getArtifactManager().root().child(path).isFile();
        } catch (IOException e) {
            return false;
        }
    }

    /** The build that this is of. */
    public Run<?, ?> getRun() {
        return run;
    }

    /** The remote API, JSON and XML. */
    public Api getApi() {
        return new Api(this);
    }

    @Override
    public void onAttached(Run<?, ?> owner) {
        run = owner;
    }

    @Override
    public void onLoad(Run<?, ?> owner) {
        run = owner;
    }

    @Override
    public String getIconFileName() {
        return "symbol-stats-chart-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.SeldonReport_displayName();
    }

    @Override
    public String getUrlName() {
        return URL_NAME;
    }
}
