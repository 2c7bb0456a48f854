package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.seldon.helm.chart.RenderedObject;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.helm.record.ReleaseRecord;
import io.jenkins.plugins.seldon.release.InstallPlan.Action;
import io.jenkins.plugins.seldon.release.InstallPlan.Wanted;
import io.jenkins.plugins.seldon.release.ReleaseLock.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstallPlanTest {

    private static final String DIGEST = "a".repeat(64);
    private static final Instant DEPLOYED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = DEPLOYED.plusSeconds(60);
    private static final String OTHER = "b".repeat(64);

    @ParameterizedTest(name = "{0} {1}-{2} {3}")
    @CsvSource({
        // status, chart, version, values, digest in its description → action
        "deployed,         web, 1.0, '{a: 1}', same,  UNCHANGED",
        "deployed,         web, 1.0, '{a: 1.0}', same, UNCHANGED",
        "deployed,         web, 1.0, '{a: 1}', none,  UNCHANGED",
        "deployed,         web, 1.0, '{a: 1}', other, UPGRADE",
        "deployed,         web, 0.9, '{a: 1}', same,  UPGRADE",
        "deployed,         web, 1.0, '{a: 2}', same,  UPGRADE",
        "deployed,         web, 1.0, '{}',     same,  UPGRADE",
        "deployed,         db,  1.0, '{a: 1}', same,  REFUSE",
        "failed,           web, 1.0, '{a: 1}', same,  UPGRADE",
        "failed,           db,  1.0, '{a: 1}', same,  REFUSE",
        "superseded,       web, 1.0, '{a: 1}', same,  UPGRADE",
        "pending-install,  web, 1.0, '{a: 1}', none,  BUSY",
        "pending-upgrade,  web, 1.0, '{a: 1}', none,  BUSY",
        "pending-rollback, web, 1.0, '{a: 1}', none,  BUSY",
        "pending-upgrade,  db,  1.0, '{a: 1}', none,  REFUSE",
        "uninstalling,     web, 1.0, '{a: 1}', none,  REPLACE",
        "uninstalling,     db,  1.0, '{a: 1}', none,  REFUSE",
        "uninstalled,      web, 1.0, '{a: 1}', none,  REPLACE",
        "uninstalled,      db,  1.0, '{a: 1}', none,  REPLACE",
        "unknown,          web, 1.0, '{a: 1}', none,  REFUSE",
        "something-new,    web, 1.0, '{a: 1}', none,  REFUSE",
    })
    void everyState(String status, String chart, String version, String values, String digest, Action action)
            throws Exception {
        Wanted wanted = new Wanted("web", "1.0", DIGEST, Values.of("a: 1", "test"), List.of());
        String description =
                switch (digest) {
                    case "same" -> InstallPlan.description("Upgrade complete", wanted);
                    case "other" ->
                        InstallPlan.description(
                                "Upgrade complete", new Wanted("web", "1.0", OTHER, Values.NONE, List.of()));
                    default -> "Upgrade complete";
                };
        InstallPlan plan =
                InstallPlan.of(record(status, chart, version, values, description), wanted, Origin.FREE, NOW);
        assertThat(plan.action()).isEqualTo(action);
        assertThat(plan.reason()).isNotBlank().doesNotEndWith(".");
    }

    /** As a helm that somebody ran by hand leaves it: an upgrade, or a rollback to other content of the same version. */
    @Test
    void contentThatTheHistoryDoesNotTellOfIsSeenByItsObjects() throws Exception {
        String manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
        Values values = Values.of("a: 1", "test");
        Wanted wanted = new Wanted("web", "1.0", DIGEST, values, RenderedObject.parse(manifest));
        ReleaseRecord other = record("deployed", "web", "1.0", "{a: 1}", "Rollback to 1");
        assertThat(InstallPlan.of(other, wanted, Origin.FREE, NOW).action()).isEqualTo(Action.UPGRADE);
        ReleaseRecord same = other.withManifest("---\n# Source: web/templates/a.yaml\n" + manifest);
        assertThat(InstallPlan.of(same, wanted, Origin.FREE, NOW).action()).isEqualTo(Action.UNCHANGED);
    }

    @Test
    void nothingThereIsInstalled() {
        assertThat(InstallPlan.of(null, new Wanted("web", "1.0", DIGEST, Values.NONE, List.of()), Origin.FREE, NOW)
                        .action())
                .isEqualTo(Action.INSTALL);
    }

    @ParameterizedTest
    @CsvSource({
        "ABANDONED, PT1S, RECOVER",
        "FREE, PT9M59S, BUSY",
        "FREE, PT10M1S, RECOVER",
        "FREE, PT-5S, BUSY",
        "NONE, PT9M59S, BUSY",
    })
    void aPendingRevisionIsRecoveredOnceNobodyIsAtIt(Origin lock, Duration age, Action action) throws Exception {
        Wanted wanted = new Wanted("web", "1.0", DIGEST, Values.NONE, List.of());
        ReleaseRecord pending = record("pending-install", "web", "1.0", "{}", "");
        assertThat(InstallPlan.of(pending, wanted, lock, DEPLOYED.plus(age)).action())
                .isEqualTo(action);
    }

    /** A dry run told one that somebody was just upgrading as left behind. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT5S | revision 3 is pending-upgrade, and somebody may be at work on it",
                "PT10M1S | revision 3 is pending-upgrade, left behind by a run that was killed",
            })
    void beforeTheLockIsAskedForNobodyIsKnownToBeDead(Duration age, String reason) throws Exception {
        Wanted wanted = new Wanted("web", "1.0", DIGEST, Values.NONE, List.of());
        ReleaseRecord pending = record("pending-upgrade", "web", "1.0", "{}", "");
        assertThat(InstallPlan.unlocked(pending, wanted, DEPLOYED.plus(age)))
                .isEqualTo(new InstallPlan(Action.RECOVER, reason));
    }

    private static ReleaseRecord record(String status, String chart, String version, String values, String description)
            throws Exception {
        String json =
                """
                {"name":"r","version":3,"info":{"status":"%s","description":"%s","last_deployed":"2026-01-01T01:00:00.5+01:00"},"config":%s,
                 "chart":{"metadata":{"name":"%s","version":"%s"}}}"""
                        .formatted(
                                status, description, Values.of(values, "test").yaml(), chart, version);
        return ReleaseRecord.decode(Base64.getEncoder().encodeToString(json.getBytes()));
    }
}
