package io.jenkins.plugins.seldon.grafana;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/**
 * Grafana's HTTP API, as far as a gate looks at it: healthy, logged in, the dashboard there. Blocking; every answer that
 * is not as it should be is a {@link GrafanaException}.
 */
public final class GrafanaClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final GrafanaTransport transport;
    private final String publicUrl;

    /**
     * @param publicUrl where people's browsers find this Grafana; empty when that is not known
     */
    public GrafanaClient(GrafanaTransport transport, String publicUrl) {
        this.transport = transport;
        this.publicUrl = publicUrl.replaceAll("/+$", "");
    }

    /**
     * A dashboard that is there.
     *
     * @param id Grafana's number of it
     * @param uid its identifier in URLs
     * @param title its title
     */
    public record Dashboard(long id, String uid, String title) {}

    /**
     * Checks that Grafana is healthy, lets us in, and has a dashboard.
     *
     * @param uidOrTitle the dashboard's uid or its exact title
     */
    public Dashboard check(String uidOrTitle) throws GrafanaException {
        JsonNode health = json(transport.get("api/health", Map.of()), "read the health of");
        if (!"ok".equals(health.path("database").asText())) {
            throw new GrafanaException(
                    "The health of " + transport + " is not ok: its database is not; look at its log.");
        }
        GrafanaTransport.Reply byUid = uidOrTitle.matches("[A-Za-z0-9_-]{1,40}")
                ? transport.get("api/dashboards/uid/" + uidOrTitle, Map.of())
                : new GrafanaTransport.Reply(404, new byte[0]);
        if (byUid.status() == 200) {
            JsonNode found = json(byUid, "read a dashboard of").path("dashboard");
            return new Dashboard(
                    found.path("id").asLong(),
                    found.path("uid").asText(),
                    found.path("title").asText());
        }
        JsonNode hits = json(
                transport.get("api/search", Map.of("type", "dash-db", "query", uidOrTitle)), "search dashboards of");
        for (JsonNode hit : hits) {
            if (uidOrTitle.equals(hit.path("title").asText())) {
                return new Dashboard(hit.path("id").asLong(), hit.path("uid").asText(), uidOrTitle);
            }
        }
        throw new GrafanaException("There is no dashboard with the uid or title '" + uidOrTitle + "' in " + transport
                + "; check that the release's dashboards were loaded.");
    }

    /** Marks a time on a dashboard. */
    public void annotate(Dashboard dashboard, long fromMillis, long toMillis, String text) throws GrafanaException {
        ObjectNode annotation = JSON.createObjectNode();
        annotation.put("dashboardId", dashboard.id());
        annotation.put("time", fromMillis);
        annotation.put("timeEnd", toMillis);
        annotation.putArray("tags").add("seldon-analytics");
        annotation.put("text", text);
        json(transport.post("api/annotations", annotation.toString()), "leave an annotation in");
    }

    /** The dashboard's address with a time range; empty where people's browsers can't find this Grafana. */
    public String link(Dashboard dashboard, long fromMillis, long toMillis) {
        return publicUrl.isEmpty()
                ? ""
                : publicUrl + "/d/" + dashboard.uid() + "?from=" + fromMillis + "&to=" + toMillis;
    }

    private JsonNode json(GrafanaTransport.Reply reply, String attempt) throws GrafanaException {
        if (reply.status() != 200) {
            throw new GrafanaException(
                    "Could not " + attempt + " " + transport + ": it answered " + reply.status() + ".");
        }
        try {
            JsonNode node = JSON.readTree(reply.body());
            if (node != null && node.isContainerNode()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new GrafanaException(
                    "Could not " + attempt + " " + transport + ": its answer is no JSON; check that this is Grafana.",
                    e);
        } catch (IOException e) {
            throw new GrafanaException("Could not " + attempt + " " + transport + ": its answer can't be read.", e);
        }
        throw new GrafanaException("Could not " + attempt + " " + transport
                + ": its answer is no JSON object; check that this is Grafana.");
    }

    /** Names this Grafana in messages. */
    @Override
    public String toString() {
        return transport.toString();
    }
}
