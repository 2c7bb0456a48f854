package io.jenkins.plugins.seldon.jenkins.container;

import hudson.EnvVars;
import hudson.Launcher;
import hudson.LauncherDecorator;
import hudson.Proc;
import hudson.model.Computer;
import hudson.model.Node;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;

/**
 * Launches in a {@link Container} as the decorator of the Kubernetes plugin's {@code container} block does in a container
 * of the agent's pod (its {@code ContainerExecDecorator} and {@code ContainerExecProc} as of March 2026).
 *
 * <p>Alike: the controller, not the agent, starts a plain {@code sh} in the container and writes on its standard input:
 * {@code cd} to the working folder, an {@code export} for each variable whose name a shell takes, the command with each
 * argument between double quotes (with {@code "} escaped and nothing else, {@code $$} as a dollar sign), {@code exit}. A
 * standard input that the caller gives is not used, and what a command read there would be the rest of these lines.
 * Standard output and error arrive joined where standard output was to go, which is never closed. The environment is the
 * container's with the build's over it, less what equals the node's own. {@link Proc#kill} writes a Ctrl-C, which is no
 * signal without a terminal, and hangs up: the command goes on, and {@code join} answers -1. {@link Launcher#kill} looks
 * for a cookie in the container's {@code /proc}. A controller that dies leaves the command at work. Everything else
 * (whether it is Unix, channels) is the agent's, and the block survives a restart of the controller.
 *
 * <p>Not alike: there is no API server and no web socket in between, so no wait of 200 ms for a shell that ends at once,
 * no connection that breaks by itself, no newline each minute to keep it open, no masked arguments, no global variables of
 * the controller; the workspace has the same path on both sides, and the user is the same.
 */
final class Inside extends LauncherDecorator implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final String COOKIE = "JENKINS_SERVER_COOKIE";

    private final long container;
    private final EnvVars build;
    private final EnvironmentExpander expander;

    Inside(long container, EnvVars build, EnvironmentExpander expander) {
        this.container = container;
        this.build = build;
        this.expander = expander;
    }

    @Override
    public Launcher decorate(Launcher launcher, Node node) {
        return new Launcher.DecoratedLauncher(launcher) {
            @Override
            public Proc launch(ProcStarter starter) throws IOException {
                return start(
                        starter.pwd() == null ? null : starter.pwd().getRemote(),
                        variables(starter.envs(), node),
                        starter.cmds(),
                        starter.stdout());
            }

            @Override
            public void kill(Map<String, String> marks) throws IOException, InterruptedException {
                String cookie = COOKIE + "=" + marks.get(COOKIE);
                List<String> command =
                        List.of("sh", "-c", "kill \\`grep -l '" + cookie + "' /proc/*/environ | cut -d / -f 3 \\`");
                start(null, new EnvVars(), command, OutputStream.nullOutputStream())
                        .join();
            }
        };
    }

    private EnvVars variables(String[] given, Node node) throws IOException {
        EnvVars variables = new EnvVars(build);
        try {
            if (expander != null) {
                expander.expand(variables);
            }
            Computer computer = node == null ? null : node.toComputer();
            EnvVars own = computer == null ? new EnvVars() : computer.getEnvironment();
            for (String line : given) {
                String[] parts = line.split("=", 2);
                if (!parts[1].equals(own.get(parts[0]))) {
                    variables.put(parts[0], parts[1].replace("$$", "$"));
                }
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return variables;
    }

    private Proc start(String folder, EnvVars variables, List<String> command, OutputStream output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "nsenter",
                        "--preserve-credentials",
                        "--user",
                        "--mount",
                        "--pid",
                        "--target",
                        String.valueOf(container),
                        "sh")
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environmentOfContainer());
        Process shell = builder.start();
        StringBuilder lines = new StringBuilder();
        if (folder != null) {
            lines.append("cd \"").append(folder).append("\"\n");
        }
        variables.forEach((name, value) -> {
            if (name.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
                lines.append("export ")
                        .append(name)
                        .append("='")
                        .append(value.replace("'", "'\\''"))
                        .append("'\n");
            }
        });
        lines.append(command.stream()
                .map(argument -> '"' + argument.replace("$$", "\\$").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(" ")));
        shell.getOutputStream().write(lines.append("\nexit\n").toString().getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().flush();
        return new InsideProc(shell, output);
    }

    private Map<String, String> environmentOfContainer() throws IOException {
        String text = Files.readString(Path.of("/proc", String.valueOf(container), "environ"));
        return Arrays.stream(text.split("\0"))
                .map(line -> line.split("=", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }
}
