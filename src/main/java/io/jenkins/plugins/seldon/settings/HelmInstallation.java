package io.jenkins.plugins.seldon.settings;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.EnvironmentSpecific;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import hudson.slaves.NodeSpecific;
import hudson.tools.ToolDescriptor;
import hudson.tools.ToolInstallation;
import hudson.tools.ToolInstaller;
import hudson.tools.ToolProperty;
import io.jenkins.plugins.seldon.text.Listing;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * A {@code helm} that an administrator has configured under Manage Jenkins » Tools: installed on the agents by hand, or by
 * one of Jenkins' installers. Persisted with Jenkins' configuration.
 */
public final class HelmInstallation extends ToolInstallation
        implements NodeSpecific<HelmInstallation>, EnvironmentSpecific<HelmInstallation> {

    private static final long serialVersionUID = 1L;

    /**
     * @param name how jobs name it
     * @param home the folder that holds the executable
     * @param properties such as how to install it
     */
    @DataBoundConstructor
    public HelmInstallation(String name, String home, List<? extends ToolProperty<?>> properties) {
        super(name, home, properties);
    }

    /** {@inheritDoc} How to install it is of no use any more in what is answered. */
    @Override
    public HelmInstallation forNode(Node node, TaskListener log) throws IOException, InterruptedException {
        return new HelmInstallation(getName(), translateFor(node, log), List.of());
    }

    @Override
    public HelmInstallation forEnvironment(EnvVars environment) {
        return new HelmInstallation(getName(), environment.expand(getHome()), List.of());
    }

    /** {@inheritDoc} Declarative's {@code tools} puts it on the PATH, like any tool: its home, and the {@code bin} in it. */
    @Override
    public void buildEnvVars(EnvVars env) {
        if (getHome() != null) {
            env.put("PATH+HELM", getHome());
            env.put("PATH+HELM_BIN", getHome() + "/bin");
        }
    }

    /**
     * The path of the executable on a machine, after {@link #forNode}: in the home folder, in its {@code bin}, or in the
     * one folder that Helm's own archives hold. Jenkins knows no home where none of the installers is for the machine.
     *
     * @throws AbortException with a sentence if there is none
     */
    public String executable(VirtualChannel machine) throws IOException, InterruptedException {
        if (Util.fixEmptyAndTrim(getHome()) == null) {
            throw new AbortException("The Helm installation '" + getName() + "' has no home on this agent: under Manage"
                    + " Jenkins » Tools, give it one, or an installer whose label the agent has.");
        }
        String executable = machine.call(new Search(getHome()));
        if (executable == null) {
            throw new AbortException("There is no executable helm in " + getHome()
                    + ", the home of the Helm installation '" + getName() + "'.");
        }
        return executable;
    }

    /**
     * The installation of a name.
     *
     * @throws AbortException with a sentence if there is none
     */
    public static HelmInstallation named(String name) throws AbortException {
        HelmInstallation[] all =
                ExtensionList.lookupSingleton(DescriptorImpl.class).getInstallations();
        for (HelmInstallation installation : all) {
            if (installation.getName().equals(name)) {
                return installation;
            }
        }
        throw new AbortException("There is no Helm installation '" + name + "' under Manage Jenkins » Tools"
                + (all.length == 0
                        ? "."
                        : "; it has "
                                + Listing.and(Arrays.stream(all)
                                        .map(ToolInstallation::getName)
                                        .toList()) + "."));
    }

    /** The names of all installations, in their order. */
    public static List<String> names() {
        return Arrays.stream(ExtensionList.lookupSingleton(DescriptorImpl.class).getInstallations())
                .map(ToolInstallation::getName)
                .toList();
    }

    /** Looks for the executable on the machine that it is to run on. */
    private static final class Search extends MasterToSlaveCallable<String, IOException> {

        private static final long serialVersionUID = 1L;

        private final String home;

        Search(String home) {
            this.home = home;
        }

        @Override
        public String call() throws IOException {
            return search(new File(home).toPath());
        }
    }

    /** The executable in a home folder; null if there is none. */
    static String search(Path home) throws IOException {
        for (Path candidate : List.of(home.resolve("helm"), home.resolve("bin").resolve("helm"))) {
            if (isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        if (Files.isDirectory(home)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(home, Files::isDirectory)) {
                for (Path folder : folders) {
                    if (isExecutable(folder.resolve("helm"))) {
                        return folder.resolve("helm").toString();
                    }
                }
            }
        }
        return null;
    }

    private static boolean isExecutable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** The installations of this Jenkins. */
    @Extension
    @Symbol("helm")
    public static final class DescriptorImpl extends ToolDescriptor<HelmInstallation> {

        public DescriptorImpl() {
            load();
        }

        @Override
        public String getDisplayName() {
            return Messages.HelmInstallation_displayName();
        }

        @Override
        public List<? extends ToolInstaller> getDefaultInstallers() {
            return List.of(new HelmInstaller(null));
        }

        @Override
        public void setInstallations(HelmInstallation... installations) {
            super.setInstallations(installations);
            save();
        }
    }
}
