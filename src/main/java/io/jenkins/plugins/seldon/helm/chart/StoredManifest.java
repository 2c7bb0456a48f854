package io.jenkins.plugins.seldon.helm.chart;

import io.jenkins.plugins.seldon.kubernetes.ApiGroups;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The objects that Helm recorded of a release, for an API server that has lost some of their API versions since: Helm can
 * neither upgrade nor remove such a release, for it looks its objects up by what the record says. They are recorded under
 * the API version that took the place of theirs, as {@code helm mapkubeapis} does; the objects in the cluster stay as they
 * are. Pure.
 *
 * @param text the manifest for that server
 * @param changes what is different, clauses for people; empty for nothing
 * @param lost objects that the server knows under no API version that we know of
 */
public record StoredManifest(String text, List<String> changes, List<String> lost) {

    /** Where a document begins, with the line that separates it from the one before. */
    private static final Pattern DOCUMENT = Pattern.compile("(?m)(?=^---(?:[ \\t\\r\\n]|\\z))");

    /** The API versions to ask a server for. */
    public static Set<String> questions(String manifest) throws InvalidChartException {
        List<RenderedObject> objects = RenderedObject.parse(manifest);
        Set<String> questions = new TreeSet<>(ChartRepair.questions(objects));
        objects.forEach(object -> questions.addAll(ApiSuccession.whereabouts(object)));
        return questions;
    }

    /**
     * Decides.
     *
     * @param manifest as recorded
     * @param served what the server has, asked for all {@link #questions}
     * @throws InvalidChartException if the manifest can't be read
     */
    public static StoredManifest of(String manifest, ServedApis served) throws InvalidChartException {
        List<RenderedObject> objects = RenderedObject.parse(manifest);
        ChartRepair repair = ChartRepair.of(Set.of(), objects, served).ofRecord(served);
        TemplateText text = new TemplateText(manifest);
        TemplateText marked = text.at(VersionPlan.marks(0, text.spots()));
        VersionPlan plan = VersionPlan.of(repair, objects, RenderedObject.parse(marked.text()));
        Set<String> changes = new TreeSet<>();
        List<String> lost = new ArrayList<>(
                repair.refused().stream().map(RenderedObject::toString).toList());
        for (RenderedObject object : objects) {
            String wanted = repair.wanted(object);
            if (plan.obstacles().containsKey(object)) {
                lost.add(object.toString());
            } else if (wanted.equals(VersionPlan.LEFT_OUT)) {
                changes.add(object.apiVersion() + " " + object.kind() + " left out");
            } else if (!wanted.equals(object.apiVersion())) {
                changes.add(object.apiVersion() + " " + object.kind() + " → " + wanted);
            }
        }
        return new StoredManifest(plan.write(text, 0).text(), List.copyOf(changes), List.copyOf(lost));
    }

    /**
     * The same for a release that is to be removed: without objects that went with their definition (kubernetes.io, "Delete a
     * CustomResourceDefinition"), which are those of a group that the server has nothing of. Helm would look for them in vain, and
     * leave all others.
     */
    public static StoredManifest ofLeaving(String manifest, ServedApis served) throws InvalidChartException {
        StringBuilder left = new StringBuilder();
        Set<String> changes = new TreeSet<>();
        for (String document : DOCUMENT.split(manifest)) {
            List<RenderedObject> objects = RenderedObject.parse(document);
            if (!objects.isEmpty() && objects.stream().allMatch(object -> isGone(object, served))) {
                objects.forEach(object -> changes.add(object.apiVersion() + " " + object.kind() + " left out"));
            } else {
                left.append(document);
            }
        }
        StoredManifest stored = of(left.toString(), served);
        changes.addAll(stored.changes);
        return new StoredManifest(stored.text, List.copyOf(changes), stored.lost);
    }

    private static boolean isGone(RenderedObject object, ServedApis served) {
        return !ApiGroups.isOwn(object.group())
                && served.versionsOf(object.group()).isEmpty();
    }
}
