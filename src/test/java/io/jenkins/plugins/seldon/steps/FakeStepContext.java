package io.jenkins.plugins.seldon.steps;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import hudson.model.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** A step context that answers from a map and remembers what was reported to it. Not for serialisation. */
final class FakeStepContext extends StepContext {

    private static final long serialVersionUID = 1L;

    private final transient Map<Class<?>, Object> values;
    private final transient CompletableFuture<Object> first = new CompletableFuture<>();
    private final transient List<Object> reports = new CopyOnWriteArrayList<>();

    private transient volatile Result result;
    private transient volatile Runnable saving = () -> {};
    private transient volatile Executor writer = Runnable::run;

    FakeStepContext(Map<Class<?>, Object> values) {
        this.values = values;
    }

    /** What the step reported first: its value or its failure. Waits for it. */
    Object outcome() throws Exception {
        return outcome(Duration.ofSeconds(60));
    }

    /** The same, of a step that takes longer. */
    Object outcome(Duration longest) throws Exception {
        try {
            return first.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("The step reported nothing within " + longest + "." + whatRuns(), e);
        }
    }

    /** Where the threads of this process are, without those that wait in the JDK alone. */
    private static String whatRuns() {
        StringBuilder threads = new StringBuilder();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            if (Stream.of(frames).anyMatch(frame -> frame.getClassName().startsWith("io.jenkins.plugins.seldon"))) {
                threads.append("\n").append(thread.getName());
                Stream.of(frames).forEach(frame -> threads.append("\n    at ").append(frame));
            }
        });
        return threads.toString();
    }

    /** Has an action run as soon as the step has reported. */
    void whenReported(Runnable action) {
        first.thenRun(action);
    }

    /** Has an action run whenever the step asks for what it knows to be kept with the build, before it goes on. */
    void whenSaved(Runnable action) {
        saving = action;
    }

    /** Has that done by another thread while the step goes on, as Pipeline does (CpsStepContext, {@code saveState}). */
    void savesBy(Executor thread) {
        writer = thread;
    }

    /** What the step made of the build; null where it left it alone. */
    Result result() {
        return result;
    }

    boolean reported() {
        return first.isDone();
    }

    /** Everything that was ever reported. */
    List<Object> reports() {
        return new ArrayList<>(reports);
    }

    private void report(Object value) {
        reports.add(value == null ? "null" : value);
        first.complete(value);
    }

    @Override
    public <T> T get(Class<T> key) {
        return key.cast(values.get(key));
    }

    @Override
    public void onSuccess(Object result) {
        report(result);
    }

    @Override
    public void onFailure(Throwable failure) {
        report(failure);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public ListenableFuture<Void> saveState() {
        SettableFuture<Void> saved = SettableFuture.create();
        writer.execute(() -> {
            saving.run();
            saved.set(null);
        });
        return saved;
    }

    @Override
    public void setResult(Result worse) {
        result = worse;
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
