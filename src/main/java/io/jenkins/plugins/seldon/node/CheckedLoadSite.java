package io.jenkins.plugins.seldon.node;

import io.jenkins.plugins.seldon.credentials.AllowedUrls;
import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.load.Header;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProgress;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.load.PageRequest;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The controller as a site of bursts: it sends to URLs only that an administrator has listed, whoever told them. */
final class CheckedLoadSite implements LoadSite {

    /** What decides on a URL. */
    interface Check {

        /** @throws hudson.AbortException with a sentence, where the controller may not go there */
        void require(String url) throws IOException;
    }

    private final Check check;
    private final LoadSite site;

    /** @param site the controller, by the way that its requests take */
    CheckedLoadSite(Check check, LoadSite site) {
        this.check = check;
        this.site = site;
    }

    @Override
    public LoadResult run(LoadPlan plan, Consumer<LoadProgress> progress) throws IOException, InterruptedException {
        require(plan.url(), plan.headers(), plan.access());
        return site.run(plan, progress);
    }

    @Override
    public String read(PageRequest request) throws IOException, InterruptedException {
        require(request.url(), request.headers(), request.access());
        return site.read(request);
    }

    private void require(String url, List<Header> headers, HttpAccess access) throws IOException {
        check.require(url);
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase("Host")) {
                check.require(AllowedUrls.withHost(url, header.value()));
            }
        }
        if (access.grant().isGiven()) {
            check.require(access.grant().url());
        }
    }
}
