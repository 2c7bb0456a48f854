package io.jenkins.plugins.seldon.release;

import io.jenkins.plugins.seldon.helm.ChartOrigin;
import io.jenkins.plugins.seldon.helm.chart.Values;
import io.jenkins.plugins.seldon.release.ReleaseRequest.Extra;
import io.jenkins.plugins.seldon.release.ReleaseRequest.Repair;
import io.jenkins.plugins.seldon.release.preflight.PreflightPolicy;
import java.time.Duration;
import java.util.Set;

/** Installations that tests ask for. */
final class Requests {

    private Requests() {}

    /** One of which every check refuses, what fails is kept, and nothing else is wanted. */
    static ReleaseRequest of(
            ChartOrigin chart,
            String name,
            String namespace,
            Values values,
            boolean createNamespace,
            Repair repair,
            Duration timeout) {
        return new ReleaseRequest(
                chart,
                null,
                name,
                namespace,
                values,
                createNamespace,
                repair,
                PreflightPolicy.REFUSE,
                OnFailure.KEEP,
                Set.of(),
                timeout);
    }

    static ReleaseRequest wanting(Extra extra, ReleaseRequest request) {
        return with(request, request.onFailure(), Set.of(extra), request.timeout());
    }

    static ReleaseRequest undoneBy(OnFailure onFailure, ReleaseRequest request) {
        return with(request, onFailure, request.extras(), request.timeout());
    }

    static ReleaseRequest within(Duration timeout, ReleaseRequest request) {
        return with(request, request.onFailure(), request.extras(), timeout);
    }

    private static ReleaseRequest with(
            ReleaseRequest request, OnFailure onFailure, Set<Extra> extras, Duration timeout) {
        return new ReleaseRequest(
                request.chart(),
                request.sha256(),
                request.name(),
                request.namespace(),
                request.values(),
                request.createNamespace(),
                request.repair(),
                request.preflight(),
                onFailure,
                extras,
                timeout);
    }
}
