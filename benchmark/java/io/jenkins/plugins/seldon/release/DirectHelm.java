package io.jenkins.plugins.seldon.release;

import com.marcnuri.helm.Helm;
import java.net.URI;
import java.nio.file.Path;

/**
 * Helm's library called as a program of its own would: the repository is added, the chart installed or upgraded, and that
 * is all. Arguments: install or upgrade, the kubeconfig's file, the repository's URL, a folder for Helm's files.
 */
public final class DirectHelm {

    private DirectHelm() {}

    public static void main(String[] arguments) {
        Path kubeconfig = Path.of(arguments[1]);
        Helm.repo().add().withName("charts").withUrl(URI.create(arguments[2])).call();
        if (arguments[0].equals("install")) {
            Helm.install("charts/" + InstallBenchmark.NAME)
                    .withName(InstallBenchmark.NAME)
                    .withNamespace(InstallBenchmark.NAMESPACE)
                    .withVersion("1.12.0")
                    .withKubeConfig(kubeconfig)
                    .call();
        } else {
            Helm.upgrade("charts/" + InstallBenchmark.NAME)
                    .withName(InstallBenchmark.NAME)
                    .withNamespace(InstallBenchmark.NAMESPACE)
                    .withVersion("1.12.0")
                    .withKubeConfig(kubeconfig)
                    .call();
        }
        System.exit(0);
    }
}
