package io.jenkins.plugins.seldon.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the kubeconfig of one server and one user: JSON, which every reader of kubeconfigs takes as the YAML it is. */
final class KubeconfigText {

    /** The name of the one cluster, user and context. */
    static final String NAME = "seldon-analytics";

    private static final ObjectMapper JSON = new ObjectMapper();

    private KubeconfigText() {}

    static String of(ApiServer server, ApiUser user) {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("server", server.url());
        put(cluster, "certificate-authority-data", server.caData());
        put(cluster, "insecure-skip-tls-verify", server.skipTlsVerify() ? true : null);
        put(cluster, "tls-server-name", server.tlsServerName());
        put(cluster, "proxy-url", server.proxyUrl());

        Map<String, Object> credentials = new LinkedHashMap<>();
        put(credentials, "token", user.token());
        put(credentials, "username", user.username());
        put(credentials, "password", user.password());
        put(credentials, "client-certificate-data", user.certificateData());
        put(credentials, "client-key-data", user.keyData());

        Map<String, Object> context = new LinkedHashMap<>();
        context.put("cluster", NAME);
        context.put("user", NAME);

        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", "v1");
        document.put("kind", "Config");
        document.put("clusters", List.of(named("cluster", cluster)));
        document.put("users", List.of(named("user", credentials)));
        document.put("contexts", List.of(named("context", context)));
        document.put("current-context", NAME);
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of texts are always JSON", e);
        }
    }

    private static Map<String, Object> named(String key, Map<String, Object> value) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", NAME);
        entry.put(key, value);
        return entry;
    }

    private static void put(Map<String, Object> map, String key, Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
