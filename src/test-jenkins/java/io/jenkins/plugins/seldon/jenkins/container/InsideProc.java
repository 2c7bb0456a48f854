package io.jenkins.plugins.seldon.jenkins.container;

import hudson.Proc;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A connection to a shell in a container: what {@link Inside} says of it. */
final class InsideProc extends Proc {

    private static final int NO_STATUS = -1;
    private static final char CTRL_C = 3;

    private final Process shell;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    InsideProc(Process shell, OutputStream output) {
        this.shell = shell;
        Thread reader = new Thread(() -> copy(output), "container-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void copy(OutputStream output) {
        try (InputStream said = shell.getInputStream()) {
            said.transferTo(output == null ? OutputStream.nullOutputStream() : output);
            status.complete(shell.waitFor());
        } catch (IOException | InterruptedException e) {
            status.complete(NO_STATUS);
        }
    }

    @Override
    public boolean isAlive() {
        return !status.isDone();
    }

    @Override
    public void kill() throws IOException {
        try {
            shell.getOutputStream().write((CTRL_C + "exit\n").getBytes(StandardCharsets.UTF_8));
            shell.getOutputStream().flush();
        } finally {
            status.complete(NO_STATUS);
            shell.getOutputStream().close();
        }
    }

    @Override
    public int join() throws InterruptedException {
        try {
            return status.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public InputStream getStdout() {
        return shell.getInputStream();
    }

    @Override
    public InputStream getStderr() {
        return InputStream.nullInputStream();
    }

    @Override
    public OutputStream getStdin() {
        return shell.getOutputStream();
    }
}
