package io.jenkins.plugins.seldon.settings;

import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import hudson.tools.ToolInstallation;
import hudson.tools.ToolInstaller;
import hudson.tools.ToolInstallerDescriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.text.Language;
import java.io.File;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import jenkins.MasterToSlaveFileCallable;
import jenkins.model.Jenkins;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Installs a version of Helm from where the Helm project publishes it, for the operating system and processor of the
 * agent. Needs no list of versions.
 */
public final class HelmInstaller extends ToolInstaller {

    /** A version that both Jenkins and Helm 3 users know; any other can be given. */
    public static final String DEFAULT_VERSION = "3.19.0";

    private static final String SITE = "https://get.helm.sh/";
    private static final String MARK = ".installed-from";
    private static final Pattern VERSION = Pattern.compile("[34]\\.\\d+\\.\\d+(-[0-9A-Za-z.]+)?");

    private String version = DEFAULT_VERSION;
    private String sha256;

    /**
     * @param label the agents that it is for, null for all
     */
    @DataBoundConstructor
    public HelmInstaller(String label) {
        super(label);
    }

    /** The version to download, without a leading v. */
    public String getVersion() {
        return version;
    }

    /** Such as {@code 3.19.0}. */
    @DataBoundSetter
    public void setVersion(String version) {
        String given = Util.fixEmptyAndTrim(version);
        this.version = given == null ? DEFAULT_VERSION : given.replaceFirst("^v", "");
    }

    /**
     * The SHA-256 sums that archives may have, separated by blanks; empty for the one beside the archive. On one line: of
     * several, as Configuration as Code may have them, a browser takes the ends out, and makes one word of two sums.
     */
    public String getSha256() {
        return Util.fixNull(sha256).replaceAll("\\s+", " ");
    }

    @DataBoundSetter
    public void setSha256(String sha256) {
        this.sha256 = Util.fixEmptyAndTrim(sha256);
    }

    @Override
    public FilePath performInstallation(ToolInstallation tool, Node node, TaskListener log)
            throws IOException, InterruptedException {
        if (!VERSION.matcher(version).matches()) {
            throw new AbortException("The installer of Helm can't install version '" + version + "': give one such as "
                    + DEFAULT_VERSION + ".");
        }
        FilePath home = preferredLocation(tool, node);
        String url = SITE + archive(version, home.act(new SystemName()));
        FilePath mark = home.child(MARK);
        if (!mark.exists() || !mark.readToString().strip().equals(url)) {
            Set<String> expected = HelmDownload.listed(getSha256());
            home.mkdirs();
            home.deleteContents();
            log.getLogger().println(Language.of(Locale.getDefault()).translate("Installing Helm from " + url));
            byte[] archive = new HelmDownload(ControllerHttp.client()).archive(url, expected);
            home.act(new Unpacking(archive));
            mark.write(url, "UTF-8");
        }
        return home;
    }

    /**
     * The name of the archive for a system.
     *
     * @param system as Java names operating system and processor, with a slash between
     * @throws AbortException with a sentence if Helm is not published for it
     */
    static String archive(String version, String system) throws AbortException {
        String lower = system.toLowerCase(Locale.ROOT);
        String os = lower.startsWith("linux") ? "linux" : lower.startsWith("mac") ? "darwin" : null;
        String processor = lower.substring(lower.indexOf('/') + 1);
        String architecture =
                switch (processor) {
                    case "amd64", "x86_64" -> "amd64";
                    case "aarch64", "arm64" -> "arm64";
                    case "arm" -> "arm";
                    case "ppc64le", "s390x", "riscv64" -> processor;
                    default -> null;
                };
        if (os == null || architecture == null) {
            throw new AbortException("The installer of Helm knows no archive for this agent (" + system
                    + "): install helm there by hand.");
        }
        return "helm-v" + version + "-" + os + "-" + architecture + ".tar.gz";
    }

    /** Takes the executable out of an archive that has been checked, on the agent. */
    private static final class Unpacking extends MasterToSlaveFileCallable<Void> {

        private static final long serialVersionUID = 1L;

        private final byte[] archive;

        Unpacking(byte[] archive) {
            this.archive = archive.clone();
        }

        @Override
        public Void invoke(File home, VirtualChannel channel) throws IOException {
            HelmDownload.unpack(archive, home.toPath());
            return null;
        }
    }

    /** What an agent runs on. */
    private static final class SystemName extends MasterToSlaveCallable<String, RuntimeException> {

        private static final long serialVersionUID = 1L;

        @Override
        public String call() {
            return System.getProperty("os.name") + "/" + System.getProperty("os.arch");
        }
    }

    /** The installer's form. */
    @Extension
    @Symbol("helmInstaller")
    public static final class DescriptorImpl extends ToolInstallerDescriptor<HelmInstaller> {

        @Override
        public String getDisplayName() {
            return Messages.HelmInstaller_displayName();
        }

        @Override
        public boolean isApplicable(Class<? extends ToolInstallation> toolType) {
            return toolType == HelmInstallation.class;
        }

        /** Whether they look like checksums. */
        @POST
        public FormValidation doCheckSha256(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String given = Util.fixEmptyAndTrim(value);
            return given == null
                            || given.length() < 10_000
                                    && HelmDownload.sums(given).size() == given.split("\\s+").length
                    ? FormValidation.ok()
                    : FormAnswer.error("Expected SHA-256 checksums of 64 hexadecimal digits, separated by spaces.");
        }

        /** Whether it looks like a version of Helm. */
        @POST
        public FormValidation doCheckVersion(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String given = Util.fixEmptyAndTrim(value);
            return given == null
                            || VERSION.matcher(given.replaceFirst("^v", "")).matches()
                    ? FormValidation.ok()
                    : FormAnswer.error("Expected a version of Helm 3 or 4, such as " + DEFAULT_VERSION + ".");
        }
    }
}
