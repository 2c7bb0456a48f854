package io.jenkins.plugins.seldon.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.seldon.fixture.FaultyProxy;
import io.jenkins.plugins.seldon.fixture.FaultyProxy.Fault;
import io.jenkins.plugins.seldon.fixture.Leftovers;
import io.jenkins.plugins.seldon.fixture.cluster.EmbeddedCluster;
import io.jenkins.plugins.seldon.kubernetes.Kubeconfig;
import io.jenkins.plugins.seldon.kubernetes.SharedClients;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Locks over connections to the API server that break at random while they are acquired: whatever came of it, no Lease is
 * left when the connections work again and the lock is closed.
 */
@Tag("faults")
@Timeout(300)
class LeaseFaultsTest {

    private static final int RUNS = Integer.getInteger("faults.runs", 30);
    private static final int FIRST = Integer.getInteger("faults.seed", 0);
    private static final String NAMESPACE = "seldon-system";

    /** Those that end a request at once; a request that hangs takes the client's whole time. */
    private static final List<Fault> FAULTS = List.of(
            Fault.DROP,
            Fault.RESET,
            Fault.TRUNCATE,
            Fault.RESET_AMID,
            Fault.TOO_MANY,
            Fault.SERVER_ERROR,
            Fault.GARBAGE);

    @Test
    void noLeaseIsLeft() throws Exception {
        Leftovers leftovers = Leftovers.since();
        int acquired = 0;
        try (EmbeddedCluster cluster = EmbeddedCluster.builder().plainHttp().start()) {
            for (int seed = FIRST; seed < FIRST + RUNS; seed++) {
                acquired += run(cluster, seed) ? 1 : 0;
            }
        }
        assertThat(acquired).as("some get it all the same").isPositive();
        leftovers.awaitNone(Duration.ofSeconds(10), "OkHttp http", "seldon");
    }

    private static boolean run(EmbeddedCluster cluster, int seed) throws Exception {
        FaultyProxy.Schedule schedule = new FaultyProxy.Schedule(seed, seed % 2 == 0 ? 0.5 : 0.9, 40, 50, FAULTS);
        boolean acquired = false;
        try (FaultyProxy proxy = new FaultyProxy(URI.create(cluster.url()), schedule);
                SharedClients clients = new SharedClients();
                SharedClients.Lease shared = clients.lease(Kubeconfig.parse(cluster.kubeconfig()
                                .replace(cluster.url(), proxy.url().toString()))
                        .select(new Kubeconfig.Choice(null, null, NAMESPACE)))) {
            KubernetesClient client = shared.client();
            List<String> log = new CopyOnWriteArrayList<>();
            ReleaseLock lock = new ReleaseLock(client, NAMESPACE, "demo", "build " + seed, Clock.systemUTC(), log::add);
            try {
                acquired = lock.acquire(time -> {}, Duration.ofSeconds(5)) != ReleaseLock.Origin.NONE;
            } catch (KubernetesClientException e) {
                assertThat(e).as(proxy.toString()).hasMessageNotContaining("\u001b");
            } finally {
                proxy.heal();
                lock.close();
            }
            List<Lease> left = client.leases().inNamespace(NAMESPACE).list().getItems();
            assertThat(left).as(proxy + "\n" + log).isEmpty();
        }
        return acquired;
    }
}
