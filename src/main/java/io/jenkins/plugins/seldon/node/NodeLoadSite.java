package io.jenkins.plugins.seldon.node;

import com.fasterxml.jackson.databind.json.JsonMapper;
import hudson.AbortException;
import hudson.model.TaskListener;
import hudson.remoting.Channel;
import hudson.remoting.RemoteOutputStream;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProgress;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.load.PageRequest;
import io.jenkins.plugins.seldon.text.PlainLine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

    /**
     * {@inheritDoc} Progress goes to the build's log, through a stream whose bytes arrive before the result does; the
     * listener itself would hold lines back on the node.
     */
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
            PrintStream log = listener.getLogger();
            OutputStream lines = new LineStream(line -> log.println(PlainLine.of(line)), LineStream.LOG);
            return channel.call(new Burst(plan, new RemoteOutputStream(lines)));
        } catch (IOException e) {
            throw e instanceof AbortException ? e : new AbortException(sentence(e));
        }
    }

    @Override
    public String read(PageRequest request) throws IOException, InterruptedException {
        return channel.call(new Page(request));
    }

    private static String sentence(IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.endsWith(".") ? message : "The node could not send the burst: " + message + ".";
    }

    /** Runs on the node. */
    private static final class Burst extends MasterToSlaveCallable<LoadResult, IOException> {

        private static final long serialVersionUID = 1L;

        private final LoadPlan plan;
        private final RemoteOutputStream log;

        Burst(LoadPlan plan, RemoteOutputStream log) {
            this.plan = plan;
            this.log = log;
        }

        @Override
        public LoadResult call() throws IOException {
            try {
                PrintStream lines = new PrintStream(log, true, StandardCharsets.UTF_8);
                return LoadSite.LOCAL.run(plan, progress -> lines.print("Sending: " + progress + ".\n"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("The burst was stopped.", e);
            }
        }
    }

    /** Runs on the node. */
    private static final class Page extends MasterToSlaveCallable<String, IOException> {

        private static final long serialVersionUID = 1L;

        private final PageRequest request;

        Page(PageRequest request) {
            this.request = request;
        }

        @Override
        public String call() throws IOException {
            try {
                return LoadSite.LOCAL.read(request);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the look was stopped", e);
            }
        }
    }
}
