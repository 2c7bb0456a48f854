package io.jenkins.plugins.seldon.pipeline;

import com.fasterxml.jackson.databind.json.JsonMapper;
import hudson.AbortException;
import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProgress;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadSite;
import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;
import jenkins.security.MasterToSlaveCallable;
import okhttp3.OkHttpClient;
import okio.Okio;
import org.HdrHistogram.Histogram;

/** Sends bursts from the node of a build. */
final class NodeLoadSite implements LoadSite {

    private final VirtualChannel channel;
    private final TaskListener listener;

    NodeLoadSite(VirtualChannel channel, TaskListener listener) {
        this.channel = channel;
        this.listener = listener;
    }

    /** {@inheritDoc} Progress goes to the build's log straight from the node. */
    @Override
    public LoadResult run(LoadPlan plan, Consumer<LoadProgress> progress) throws IOException, InterruptedException {
        if (channel instanceof Channel agent) {
            // Class by class over a slow connection takes seconds, the jars at once a fraction of one.
            agent.preloadJar(
                    NodeLoadSite.class.getClassLoader(),
                    LoadPlan.class,
                    OkHttpClient.class,
                    Okio.class,
                    kotlin.Unit.class,
                    JsonMapper.class,
                    Histogram.class);
        }
        try {
            return channel.call(new Burst(plan, new BuildLog(listener)));
        } catch (IOException e) {
            throw e instanceof AbortException ? e : new AbortException(sentence(e));
        }
    }

    private static String sentence(IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.endsWith(".") ? message : "The node could not send the burst: " + message + ".";
    }

    /** Runs on the node. */
    private static final class Burst extends MasterToSlaveCallable<LoadResult, IOException> {

        private static final long serialVersionUID = 1L;

        private final LoadPlan plan;
        private final BuildLog log;

        Burst(LoadPlan plan, BuildLog log) {
            this.plan = plan;
            this.log = log;
        }

        @Override
        public LoadResult call() throws IOException {
            try {
                return LoadSite.LOCAL.run(plan, log);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("The burst was stopped.", e);
            }
        }
    }

    /** Writes progress to the build's log, from wherever it is. */
    private static final class BuildLog implements Consumer<LoadProgress>, Serializable {

        private static final long serialVersionUID = 1L;

        private final TaskListener listener;

        BuildLog(TaskListener listener) {
            this.listener = listener;
        }

        @Override
        public void accept(LoadProgress progress) {
            listener.getLogger().println("Sending: " + progress + ".");
        }
    }
}
