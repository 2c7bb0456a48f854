package io.jenkins.plugins.seldon.helm;

import io.jenkins.plugins.seldon.helm.child.ChildFolder;
import io.jenkins.plugins.seldon.helm.child.SharedLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a child JVM of Helm is started: no secret is in it.
 *
 * @param arguments the command line
 * @param environment the whole environment of the child, nothing is to be added to it but what marks a process as a
 *     build's own ({@code JENKINS_NODE_COOKIE})
 * @param folder the child's folder, also its working directory
 */
public record ChildCommand(List<String> arguments, Map<String, String> environment, String folder) {

    private static final String MAIN = "io.jenkins.plugins.seldon.helm.child.HelmChild";

    /** How the machine reaches the network; all else in its environment could point Helm elsewhere. */
    private static final Set<String> PASSED_ON =
            Set.of("http_proxy", "https_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir", "tz");

    public ChildCommand {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /**
     * The command for a Linux machine.
     *
     * @param java the path of its {@code java}
     * @param classPath our own jar first, whose service {@link SharedLibrary} is, helm-java's jars and JNA, as paths there
     * @param library the file there that the children keep Helm's library in; its folder exists
     * @param folder the child's folder there
     * @param machine the machine's own environment, to pass on how it reaches the network
     */
    public static ChildCommand embedded(
            String java, List<String> classPath, String library, String folder, Map<String, String> machine) {
        List<String> arguments = new ArrayList<>(List.of(
                java,
                "-Xms16m",
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + folder,
                "-Djna.tmpdir=" + folder,
                "-Djna.nosys=true",
                "-Dcom.marcnuri.jkube-helm.skipRemoteJar=1",
                "-D" + SharedLibrary.PROPERTY + "=" + library,
                "-XX:ErrorFile=" + folder + "/hs_err.log",
                "-XX:-UsePerfData",
                "-cp",
                String.join(":", classPath),
                MAIN));
        Map<String, String> environment = new TreeMap<>();
        machine.forEach((name, value) -> {
            if (PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                environment.put(name, value);
            }
        });
        environment.put("LANG", "C.UTF-8");
        environment.put("HOME", folder);
        environment.put("TMPDIR", folder);
        // Rendering asks the cluster that this file names (lookup), and takes no kubeconfig otherwise.
        environment.put("KUBECONFIG", folder + "/" + ChildFolder.KUBECONFIG);
        environment.put("HELM_CACHE_HOME", folder + "/helm/cache");
        environment.put("HELM_CONFIG_HOME", folder + "/helm/config");
        environment.put("HELM_DATA_HOME", folder + "/helm/data");
        return new ChildCommand(arguments, environment, folder);
    }
}
