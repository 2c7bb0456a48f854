package io.jenkins.plugins.seldon.grafana;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.seldon.http.HttpFailure;
import io.jenkins.plugins.seldon.http.HttpPort;
import io.jenkins.plugins.seldon.text.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Grafana's HTTP API, as far as a gate looks at it: healthy, logged in, the dashboard there. Blocking; every answer that
 * is not as it should be is a {@link GrafanaException}.
 */
public final class GrafanaClient {

    private static final ObjectMapper JSON = Json.bounded().build();

    /** What answers anybody, logged in or not. */
    static final String HEALTH = "api/health";

    private static final Pattern ORGANIZATION = Pattern.compile("[?&](orgId=\\d+)");

    private final HttpPort grafana;
    private final String publicUrl;

    /** By which a browser is shown the dashboard of one that it is not logged in to. */
    private final String organization;

    /**
     * @param grafana the way to Grafana, logged in
     * @param publicUrl where people's browsers find this Grafana; empty when that is not known
     */
    public GrafanaClient(HttpPort grafana, String publicUrl) {
        this.grafana = grafana;
        String[] parts = publicUrl.split("[?#]", 2);
        this.publicUrl = parts[0].replaceAll("(?<!/)/++$", "");
        Matcher organization = ORGANIZATION.matcher(publicUrl);
        this.organization = organization.find() ? "&" + organization.group(1) : "";
    }

    /** As Grafana makes and takes them. */
    private static final String UID = "[A-Za-z0-9_-]{1,40}";

    /**
     * A dashboard that is there.
     *
     * @param id Grafana's number of it
     * @param uid its identifier in URLs
     * @param title its title
     * @param tags its tags, by which some tell whose it is
     */
    public record Dashboard(long id, String uid, String title, List<String> tags) {

        public Dashboard {
            tags = List.copyOf(tags);
        }
    }

    /**
     * Checks that Grafana is healthy, lets us in, and has a dashboard.
     *
     * @param uidOrTitle the dashboard's uid or its exact title
     */
    public Dashboard check(String uidOrTitle) throws GrafanaException {
        HttpPort.Response health = get(HEALTH, Map.of());
        JsonNode told = isDatabaseFailing(health) ? JSON.createObjectNode() : json(health, "read the health of");
        if (!"ok".equals(told.path("database").asText())) {
            throw new GrafanaException("The health of " + grafana + " is not ok: its database is not; check its log.");
        }
        Optional<HttpPort.Response> byUid = uidOrTitle.matches(UID)
                ? Optional.of(get("api/dashboards/uid/" + uidOrTitle, Map.of()))
                : Optional.empty();
        if (byUid.isPresent() && byUid.get().status() == 200) {
            JsonNode found = json(byUid.get(), "read a dashboard of").path("dashboard");
            return new Dashboard(
                    found.path("id").asLong(),
                    found.path("uid").asText(),
                    found.path("title").asText(),
                    tags(found));
        }
        JsonNode hits = json(get("api/search", Map.of("type", "dash-db", "query", uidOrTitle)), "search dashboards of");
        for (JsonNode hit : hits) {
            if (uidOrTitle.equals(hit.path("title").asText())) {
                return new Dashboard(hit.path("id").asLong(), hit.path("uid").asText(), uidOrTitle, tags(hit));
            }
        }
        throw new GrafanaException("There is no dashboard with the uid or title '" + uidOrTitle + "' in " + grafana
                + "; check that the release's dashboards were loaded.");
    }

    /** It answers 503 then, and says why (grafana, pkg/api/http_server.go, {@code apiHealthHandler}). */
    private static boolean isDatabaseFailing(HttpPort.Response health) {
        try {
            JsonNode told = JSON.readTree(health.body());
            return told != null && "failing".equals(told.path("database").asText());
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> tags(JsonNode dashboard) {
        List<String> tags = new ArrayList<>();
        dashboard.path("tags").forEach(tag -> tags.add(tag.asText()));
        return tags;
    }

    /** Marks a time on a dashboard: Grafana 7 knows it by its number, later ones by its uid, and each leaves the other alone. */
    public void annotate(Dashboard dashboard, long fromMillis, long toMillis, String text) throws GrafanaException {
        ObjectNode annotation = JSON.createObjectNode();
        annotation.put("dashboardId", dashboard.id());
        annotation.put("dashboardUID", dashboard.uid());
        annotation.put("time", fromMillis);
        annotation.put("timeEnd", toMillis);
        annotation.putArray("tags").add("seldon-analytics");
        annotation.put("text", text);
        HttpPort.Response reply = answerTo(HttpPort.Request.post("api/annotations", annotation.toString()));
        if (reply.status() != 200) {
            throw new GrafanaException(
                    grafana + " took no annotation for the burst: it answered " + reply.status() + ".");
        }
    }

    /**
     * The dashboard's address with a time range; empty where people's browsers can't find this Grafana, or where it tells a
     * uid that is none and could lead them elsewhere.
     */
    public String link(Dashboard dashboard, long fromMillis, long toMillis) {
        return publicUrl.isEmpty() || !dashboard.uid().matches(UID)
                ? ""
                : publicUrl + "/d/" + dashboard.uid() + "?from=" + fromMillis + "&to=" + toMillis + organization;
    }

    private HttpPort.Response get(String path, Map<String, String> parameters) throws GrafanaException {
        return send(HttpPort.Request.get(path, parameters));
    }

    /** What does not ask for more than to look: refused is the login itself. */
    private HttpPort.Response send(HttpPort.Request request) throws GrafanaException {
        HttpPort.Response response = answerTo(request);
        if (response.status() == 401 || response.status() == 403) {
            throw new GrafanaException("Could not log in to " + grafana + ": it answered " + response.status()
                    + "; check grafanaCredentialsId.");
        }
        return response;
    }

    private HttpPort.Response answerTo(HttpPort.Request request) throws GrafanaException {
        try {
            return grafana.send(request);
        } catch (HttpFailure e) {
            throw new GrafanaException(e.getMessage(), e);
        }
    }

    private JsonNode json(HttpPort.Response reply, String attempt) throws GrafanaException {
        if (reply.status() != 200) {
            throw new GrafanaException(
                    "Could not " + attempt + " " + grafana + ": it answered " + reply.status() + ".");
        }
        try {
            JsonNode node = JSON.readTree(reply.body());
            if (node != null && node.isContainerNode()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new GrafanaException(
                    "Could not " + attempt + " " + grafana + ": its answer is not JSON; check that this is Grafana.",
                    e);
        } catch (IOException e) {
            throw new GrafanaException("Could not " + attempt + " " + grafana + ": its answer can't be read.", e);
        }
        throw new GrafanaException("Could not " + attempt + " " + grafana
                + ": its answer is not a JSON object; check that this is Grafana.");
    }

    /** Names this Grafana in messages. */
    @Override
    public String toString() {
        return grafana.toString();
    }
}
