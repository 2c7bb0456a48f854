package io.jenkins.plugins.seldon.helm.chart;

import io.jenkins.plugins.seldon.kubernetes.ApiGroups;
import io.jenkins.plugins.seldon.kubernetes.ServedApis;
import io.jenkins.plugins.seldon.text.Listing;
import java.util.Set;

/** Why a server has no place for an object, told by its API group: Kubernetes' own, or one that a CRD brings. Pure. */
final class Missing {

    private Missing() {}

    /** The reason, and what to do about it: a clause. */
    static String reason(RenderedObject object, ServedApis served) {
        Set<String> versions = served.versionsOf(object.group());
        String version = object.apiVersion().substring(object.apiVersion().indexOf('/') + 1);
        if (!ApiGroups.isOwn(object.group())) {
            return versions.isEmpty() || versions.contains(version)
                    ? "the cluster has no kind " + object.kind() + " (" + object.apiVersion()
                            + "): install its CRD first, or switch it off in the values"
                    : "the cluster has " + object.group() + " in " + Listing.and(versions) + ", not in " + version
                            + ": use a version of the chart for that CRD, or install the CRD that the chart is for";
        }
        String obstacle = ApiSuccession.obstacle(object, served);
        if (obstacle != null) {
            return object.apiVersion() + " is gone, and " + obstacle
                    + ": use another version of the chart, or values that set them";
        }
        if (version.matches("v[0-9]+")) {
            return "the cluster does not have " + object.apiVersion() + " " + object.kind()
                    + " yet: use an older version of the chart, or values that leave it out";
        }
        return "nothing with the same schema took the place of " + object.apiVersion() + " " + object.kind()
                + ": use another version of the chart, or values that leave it out";
    }
}
