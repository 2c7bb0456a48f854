package io.jenkins.plugins.seldon.jenkins;

import io.jenkins.plugins.seldon.fixture.Await;
import io.jenkins.plugins.seldon.fixture.chart.Chart;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.fixture.helm.ScriptedHelm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A {@code helm} that is a script: it gives the chart out and renders it, and installs for as long as a test wants. What
 * a real one would record in the cluster meanwhile, the test has it record. Asked to end, it ends, and leaves a mark.
 */
final class PlayedHelm {

    static final String NAMESPACE = "seldon-system";

    private static final String RELEASE = "seldon-core-analytics";
    private static final String MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + RELEASE + "}\n";
    private static final Chart CHART = Chart.of("small", "1.0.0", MANIFEST);
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final String BEHAVIOUR =
            """
            case "$1" in
              pull) cp "$record/small-1.0.0.tgz" pulled ;;
              template) cat "$record/manifest" ;;
              install | upgrade)
                %s
                echo $$ >"$record/number"
                echo "$1" >"$record/at"
                while [ ! -e "$record/go" ]; do sleep 0.1; done
                ;;
            esac""";

    private final Path folder;
    private final EmbeddedCluster cluster;
    private final ScriptedHelm script;

    private PlayedHelm(Path folder, EmbeddedCluster cluster, String onRequestToEnd) throws IOException {
        this.folder = folder;
        this.cluster = cluster;
        this.script = ScriptedHelm.in(folder, "v3.19.0", BEHAVIOUR.formatted(onRequestToEnd));
        CHART.writeArchive(folder);
        Files.writeString(folder.resolve("manifest"), MANIFEST);
    }

    /** One that ends when it is asked to. */
    static PlayedHelm in(Path folder, EmbeddedCluster cluster) throws IOException {
        return new PlayedHelm(folder, cluster, "trap 'echo >\"$record/asked\"; exit 1' TERM");
    }

    /** One that does not. */
    static PlayedHelm deafIn(Path folder, EmbeddedCluster cluster) throws IOException {
        return new PlayedHelm(folder, cluster, "trap '' TERM");
    }

    /** The step that has it install. */
    static String step(String more) {
        return "installSeldonAnalytics(credentialsId: 'cluster', repository: 'http://127.0.0.1:1', chart: 'small',"
                + " version: '1.0.0', " + more + ")";
    }

    /** What it was called with. */
    ScriptedHelm script() {
        return script;
    }

    /** Waits until it does this, and records it as a revision under way. */
    void at(String verb, int revision) {
        Path at = folder.resolve("at");
        Await.until("helm is at " + verb, LONG, () -> {
            try {
                return Files.exists(at) && Files.readString(at).strip().equals(verb);
            } catch (IOException e) {
                return false;
            }
        });
        record(revision, "pending-" + verb);
    }

    /** The number of the last process that installed, where it ran. */
    long number() throws IOException {
        return Long.parseLong(Files.readString(folder.resolve("number")).strip());
    }

    /** Whether it was asked to end. */
    boolean wasAsked() {
        return Files.exists(folder.resolve("asked"));
    }

    /** Has it end well. */
    void deploy(int revision) throws IOException {
        record(revision, "deployed");
        Files.createFile(folder.resolve("go"));
    }

    /** The status of each revision in the cluster. */
    static List<String> statuses(EmbeddedCluster cluster) {
        return cluster.objects("secrets", NAMESPACE).stream()
                .filter(secret -> secret.at("/metadata/labels/owner").asText().equals("helm"))
                .map(secret -> secret.at("/metadata/labels/status").asText())
                .toList();
    }

    private void record(int revision, String status) {
        String release =
                """
                {"name": "%s", "namespace": "%s", "version": %d, "config": {}, "manifest": "",
                 "info": {"status": "%s", "description": "", "last_deployed": "%s"},
                 "chart": {"metadata": {"name": "small", "version": "1.0.0"}}}"""
                        .formatted(RELEASE, NAMESPACE, revision, status, Instant.now());
        cluster.put(
                """
                apiVersion: v1
                kind: Secret
                type: helm.sh/release.v1
                metadata:
                  name: sh.helm.release.v1.%1$s.v%2$d
                  namespace: %3$s
                  labels: {owner: helm, name: %1$s, version: '%2$d', status: %4$s}
                data: {release: %5$s}
                """
                        .formatted(RELEASE, revision, NAMESPACE, status, base64(base64(release))));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
