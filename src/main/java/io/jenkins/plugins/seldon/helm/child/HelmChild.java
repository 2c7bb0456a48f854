package io.jenkins.plugins.seldon.helm.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of Helm's own JVM: answers the requests on its standard input, as the package's documentation has it,
 * and ends with them. Whatever ends it but SIGKILL, it deletes its folder ({@code java.io.tmpdir}).
 *
 * <p>When its parent dies, standard input ends: so does the child, within {@value #GRACE_SECONDS} seconds even if Helm
 * does not react. Helm works on the main thread; another one reads the input, and cancels Helm at its end.
 */
public final class HelmChild {

    private static final long GRACE_SECONDS = 10;
    /** In characters; the largest charts render 8 MiB, which the line's encoding makes up to three times of. */
    private static final int LONGEST_ANSWER = 64 << 20;

    private static final int DEEPEST = 10;

    private static final String END = "";

    private final ChildFolder folder;
    private final NativeHelm helm;
    private final PrintStream answers;
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    /** Whether Helm works for a request, which its signal cancels; the JVM would take the signal of one that is loaded still. */
    private volatile boolean working;

    /** Whether standard input has ended. */
    private volatile boolean ended;

    private HelmChild(ChildFolder folder, PrintStream answers) {
        this.folder = folder;
        this.helm = new NativeHelm(folder);
        this.answers = answers;
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        ChildFolder folder = new ChildFolder(Path.of(System.getProperty("java.io.tmpdir")));
        folder.own();
        Runtime.getRuntime().addShutdownHook(new Thread(folder::delete, "folder"));
        HelmChild child = new HelmChild(folder, answers);
        Thread reader = new Thread(() -> child.read(System.in), "requests");
        reader.setDaemon(true);
        reader.start();
        child.serve();
        child.end(0);
    }

    private void serve() throws InterruptedException {
        answer(Frame.of("load"));
        for (String line = requests.take(); !line.equals(END); line = requests.take()) {
            answer(Frame.parse(line));
        }
    }

    private void answer(Frame request) {
        Frame answer;
        try {
            if (request.verb().equals("load")) {
                helm.load();
                answer = Frame.of("ready");
            } else {
                working = true;
                if (ended) {
                    return; // whoever ended it did so before there was work to cancel
                }
                answer = helm.execute(request);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            answer = Frame.of(
                    "failed", "message", message(e), "cause", e.getClass().getSimpleName());
        } finally {
            working = false;
        }
        String line = answer.line();
        answers.println(
                line.length() <= LONGEST_ANSWER
                        ? line
                        : Frame.of("failed", "message", "Helm's output is larger than 64 MiB", "cause", "IOException")
                                .line());
    }

    /** What was wrong, and what that came of: of a class that can't be set up, Java itself says no more. */
    static String message(Throwable thrown) {
        StringBuilder message = new StringBuilder();
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < DEEPEST; depth++, at = at.getCause()) {
            String said = at.getMessage();
            if (said != null && message.indexOf(said) < 0) {
                message.append(message.isEmpty() ? "" : ": ").append(said);
            }
        }
        return message.isEmpty() ? thrown.getClass().getSimpleName() : message.toString();
    }

    private void read(InputStream input) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    requests.add(line);
                }
            }
        } catch (IOException e) {
            System.err.println("Standard input broke: " + e.getMessage());
        }
        ended = true;
        requests.clear();
        requests.add(END);
        if (working) {
            NativeHelm.interrupt();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
        while (System.nanoTime() < deadline) {
            LockSupport.parkNanos(deadline - System.nanoTime());
        }
        end(1);
    }

    /** At once: a cancelled Helm may go on in the background, and is to have no time to make the folder anew. */
    private void end(int status) {
        folder.delete();
        Runtime.getRuntime().halt(status);
    }
}
