package io.jenkins.plugins.seldon.seldon;

import io.jenkins.plugins.seldon.load.Protocol;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Where a deployment's predictions are asked for. */
public final class Endpoint {

    /** What the protocols put behind the prefix of a deployment. */
    private static final Pattern PREDICTION =
            Pattern.compile("/(api/v[01]\\.[01]/predictions|v1/models/[^/?]*:predict|v2/models/[^/?]*/infer)(\\?.*)?$");

    private Endpoint() {}

    /**
     * The full URL. A URL that names a prediction already is taken as it is; one that ends with the deployment's own
     * prefix {@code /seldon/<namespace>/<deployment>} gets the protocol's path; anything else is the ingress' base.
     *
     * @param given what the user or the SeldonDeployment's status tells
     * @param model the model's name for the protocols that need one
     * @throws IllegalArgumentException with a sentence, when it is no http(s) URL
     */
    public static String resolve(String given, PredictionSeries scope, Protocol protocol, String model) {
        URI uri;
        try {
            uri = new URI(given.strip());
        } catch (URISyntaxException e) {
            throw notAUrl();
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw notAUrl();
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (protocol.isPredictionPath(path)) {
            return uri.toString();
        }
        String prefix = "/seldon/" + scope.namespace() + "/" + scope.deployment();
        String trimmed = path.replaceAll("/+$", "");
        String base = trimmed.endsWith(prefix) ? trimmed : trimmed + prefix;
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return uri.getScheme() + "://" + uri.getRawAuthority() + base + "/" + protocol.path(model) + query;
    }

    /** Where one replica's own metrics are, for the URL of a prediction: beside it. */
    public static String metrics(String predictions) {
        return PREDICTION.matcher(predictions).replaceFirst("/prometheus");
    }

    private static IllegalArgumentException notAUrl() {
        return new IllegalArgumentException(
                "The endpoint must be a complete http or https URL without user and password; give credentials as"
                        + " endpointCredentialsId.");
    }
}
