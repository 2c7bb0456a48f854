package io.jenkins.plugins.seldon.node;

import com.fasterxml.jackson.databind.json.JsonMapper;
import hudson.AbortException;
import hudson.remoting.Channel;
import hudson.remoting.RemoteOutputStream;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.seldon.load.LoadPlan;
import io.jenkins.plugins.seldon.load.LoadProgress;
import io.jenkins.plugins.seldon.load.LoadResult;
import io.jenkins.plugins.seldon.load.LoadSite;
import io.jenkins.plugins.seldon.load.PageRequest;
import io.jenkins.plugins.seldon.text.Sentences;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import jenkins.security.MasterToSlaveCallable;
import org.HdrHistogram.Histogram;

/** Sends bursts from the node of a build. */
final class NodeLoadSite implements LoadSite {

    private static final Pattern PROGRESS = Pattern.compile("\\d{1,18}(?: \\d{1,18}){4}");

    private final VirtualChannel channel;

    NodeLoadSite(VirtualChannel channel) {
        this.channel = channel;
    }

    /**
     * {@inheritDoc} Progress comes through a stream whose bytes arrive before the result does.
     */
    @Override
    public LoadResult run(LoadPlan plan, Consumer<LoadProgress> progress) throws IOException, InterruptedException {
        if (channel instanceof Channel agent) {
            // Class by class over a slow connection takes seconds, the jars at once a fraction of one.
            agent.preloadJar(NodeLoadSite.class.getClassLoader(), LoadPlan.class, JsonMapper.class, Histogram.class);
        }
        try {
            OutputStream lines = new LineStream(line -> progressOf(line).ifPresent(progress), LineStream.LOG);
            return checked(channel.call(new Burst(plan, new RemoteOutputStream(lines))));
        } catch (IOException e) {
            throw e instanceof AbortException ? e : new AbortException(sentence(e));
        }
    }

    @Override
    public String read(PageRequest request) throws IOException, InterruptedException {
        return channel.call(new Page(request));
    }

    /** The result where it is one; whoever runs programs on the node as its user can send anything. */
    static LoadResult checked(LoadResult result) throws AbortException {
        Optional<String> malformation = result.malformation();
        if (malformation.isPresent()) {
            throw new AbortException("The node's report of the burst can't be used: " + malformation.get()
                    + ". Check what runs on the agent.");
        }
        return result;
    }

    /** The numbers of a progress, as they come over the channel. */
    static String lineOf(LoadProgress progress) {
        return progress.planned() + " " + progress.sent() + " " + progress.accepted() + " " + progress.failed() + " "
                + progress.elapsedMillis() + "\n";
    }

    /** Nothing but numbers comes from a node; what is none is no progress. */
    static Optional<LoadProgress> progressOf(String line) {
        if (!PROGRESS.matcher(line).matches()) {
            return Optional.empty();
        }
        long[] numbers =
                Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return Optional.of(new LoadProgress(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]));
    }

    /** What keeps the channel from carrying a burst; what the burst itself fails with is a sentence already. */
    static String sentence(IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        // Remoting says no more of it than that the call failed.
        String all = e.getCause() instanceof Error error ? message + " (" + error + ")" : message;
        return "The node could not send the burst: " + Sentences.clause(all) + ".";
    }

    /** Runs on the node. What it fails with is an {@link AbortException} with a sentence. */
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
                return LoadSite.LOCAL.run(plan, progress -> lines.print(lineOf(progress)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AbortException("The burst was stopped.");
            } catch (IOException e) {
                throw new AbortException(e.getMessage());
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
                throw new IOException("the check was stopped", e);
            }
        }
    }
}
