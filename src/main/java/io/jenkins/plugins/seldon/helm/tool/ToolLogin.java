package io.jenkins.plugins.seldon.helm.tool;

import io.jenkins.plugins.seldon.helm.HelmClosing;
import io.jenkins.plugins.seldon.kubernetes.ApiServer;
import io.jenkins.plugins.seldon.kubernetes.ExecLogin;
import io.jenkins.plugins.seldon.kubernetes.InvalidConnectionException;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.Sentences;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Has the program that a kubeconfig's user logs in with run where the build's own programs run, in a folder as Helm has
 * one, which is gone afterwards with what the program said.
 *
 * @param tool where
 * @param limit how long the program may take
 * @param log gets what could not be removed
 */
public record ToolLogin(HelmTool tool, Duration limit, Consumer<String> log) {

    /** After the request to end, before the program is killed. */
    private static final Duration TO_END = Duration.ofSeconds(5);

    private static final Duration TO_DIE = Duration.ofSeconds(5);

    private static final int LONGEST_ANSWER = 1 << 20;

    /**
     * Logs in.
     *
     * @throws InvalidConnectionException with a sentence, if the program can't be run, fails or answers with no login
     */
    public ExecLogin.Login by(ExecLogin login, ApiServer server) throws InterruptedException {
        try {
            return login.login(said(login, login.environmentFor(server)));
        } catch (IOException e) {
            String refusal =
                    "The program " + login + ", which the kubeconfig's user logs in with, can't be used on the agent: "
                            + Sentences.clause(e.getMessage()) + ".";
            String hint = login.hint().isEmpty() ? "" : "The kubeconfig says: " + Sentences.of(login.hint());
            throw new InvalidConnectionException((refusal + " " + hint).strip());
        }
    }

    private String said(ExecLogin login, Map<String, String> environment) throws IOException, InterruptedException {
        HelmTool.Session session = tool.open();
        ToolLeftovers leftovers = new ToolLeftovers(session);
        HelmTool.Running[] running = {null};
        try {
            session.write(HelmScript.of(login.call(), environment));
            running[0] = session.start(HelmScript.RUN);
            OptionalInt status = running[0].await(limit);
            if (status.isEmpty()) {
                throw new IOException("it did not exit within " + limit.toSeconds() + " s");
            }
            if (status.getAsInt() != 0) {
                throw new IOException(failure(status.getAsInt(), login, session, running[0]));
            }
            byte[] answer = session.read(HelmScript.OUTPUT);
            if (answer.length > LONGEST_ANSWER) {
                throw new IOException("its output is larger than 1 MiB");
            }
            return new String(answer, StandardCharsets.UTF_8);
        } finally {
            new HelmClosing()
                    .run(() -> leftovers.end(running[0], TO_END, TO_DIE), leftovers::delete, session.folder(), log);
        }
    }

    private static String failure(int status, ExecLogin login, HelmTool.Session session, HelmTool.Running running)
            throws IOException, InterruptedException {
        if (status == HelmTool.Running.UNREACHABLE) {
            return "the connection to it was lost";
        }
        String errors = new String(session.read(HelmScript.ERRORS), StandardCharsets.UTF_8);
        if (HelmScript.isAbsent(login.call().get(0), status, errors)) {
            return "there is no such executable";
        }
        String said = errors.isBlank() ? running.said() : errors;
        for (String secret : secrets(login)) {
            said = said.replace(secret, "****");
        }
        String shown = Excerpt.of(said);
        return "it exited with status " + status + (shown.isEmpty() ? "" : ": " + shown);
    }

    /** A kubeconfig may hold keys of the cloud in the program's environment, and a program may say what it got. */
    private static List<String> secrets(ExecLogin login) {
        return login.environment().values().stream()
                .filter(value -> value.length() >= 8)
                .toList();
    }
}
