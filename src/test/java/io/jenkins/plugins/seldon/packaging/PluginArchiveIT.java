package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import hudson.Extension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import net.java.sezpoz.Index;
import net.java.sezpoz.IndexItem;
import org.jenkinsci.Symbol;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The built {@code .hpi}: what Jenkins reads of it, and that it carries nothing that it should not. */
class PluginArchiveIT {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String OUR_JAR = "WEB-INF/lib/seldon-analytics.jar";
    private static final String LICENSES = "WEB-INF/licenses.xml";
    private static final String SBOM = "META-INF/sbom/seldon-analytics.cdx.json";
    private static final LocalDateTime BUILD_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    /** Whose classes come with which plugin. */
    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            Map.entry("org.jenkinsci.plugins.workflow.actions", "workflow-api"),
            Map.entry("io.jenkins.plugins.checks", "checks-api"),
            Map.entry("org.jenkinsci.plugins.workflow.graph", "workflow-api"),
            Map.entry("org.jenkinsci.plugins.workflow.steps", "workflow-step-api"),
            Map.entry("org.jenkinsci.plugins.structs", "structs"),
            Map.entry("org.jenkinsci.plugins.scriptsecurity", "script-security"),
            Map.entry("com.cloudbees.plugins.credentials", "credentials"),
            Map.entry("org.jenkinsci.plugins.plaincredentials", "plain-credentials"),
            Map.entry("jenkins.authentication.tokens", "authentication-tokens"),
            Map.entry("org.jenkinsci.plugins.kubernetes.auth", "kubernetes-credentials"),
            Map.entry("org.jenkinsci.plugins.kubernetes.credentials", "kubernetes-credentials"),
            Map.entry("io.fabric8", "kubernetes-client-api"),
            Map.entry("okhttp3", "okhttp-api"),
            Map.entry("okio", "okhttp-api"),
            Map.entry("com.fasterxml.jackson", "jackson2-api"),
            Map.entry("org.yaml.snakeyaml", "snakeyaml-api"));

    /** An icon of a plugin, as pages and {@code getIconFileName} name it. */
    private static final Pattern ICON = Pattern.compile("symbol-[\\w-]+ plugin-([\\w-]+)");

    private static final Path BUILD = Path.of(System.getProperty("buildDirectory", "target"));

    private static Map<String, Entry> plugin;
    private static Map<String, Entry> jar;

    private record Entry(byte[] content, LocalDateTime time) {}

    @BeforeAll
    static void open() throws IOException {
        plugin = read(BUILD.resolve("seldon-analytics.hpi").toUri().toURL().openStream());
        jar = read(new ByteArrayInputStream(plugin.get(OUR_JAR).content()));
    }

    @Test
    void pluginAndJarHaveTheSameManifest() throws IOException {
        assertThat(manifest(jar)).isEqualTo(manifest(plugin));
    }

    @Test
    void theManifestSaysWhatJenkinsNeeds() throws IOException {
        Attributes attributes = manifest(plugin).getMainAttributes();

        assertThat(attributes.getValue("Short-Name")).isEqualTo("seldon-analytics");
        assertThat(attributes.getValue("Plugin-Version")).matches("\\d+\\..+");
        assertThat(attributes.getValue("Jenkins-Version")).isEqualTo("2.541.3");
        assertThat(attributes.getValue("Long-Name")).isEqualTo("Seldon Analytics");
        assertThat(attributes.getValue("Plugin-Dependencies")).doesNotContainAnyWhitespaces();
        assertThat(attributes.values())
                .noneSatisfy(value -> assertThat(value.toString()).contains("${"));
    }

    @Test
    void thePluginsWeDependOnAreThoseWhoseClassesAndIconsWeUse() throws IOException {
        Set<String> used = OurClasses.ALL.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency ->
                        dependency.getTargetClass().getBaseComponentType().getName())
                .flatMap(name -> PROVIDERS.keySet().stream().filter(prefix -> name.startsWith(prefix + ".")))
                .map(PROVIDERS::get)
                .collect(Collectors.toSet());
        jar.values().stream()
                .map(entry -> new String(entry.content(), StandardCharsets.ISO_8859_1))
                .flatMap(text -> ICON.matcher(text).results())
                .forEach(icon -> used.add(icon.group(1)));

        String dependencies = manifest(plugin).getMainAttributes().getValue("Plugin-Dependencies");
        assertThat(Arrays.stream(dependencies.split(",")).map(dependency -> dependency.replaceFirst(":.*", "")))
                .containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void nothingIsCarriedThatJenkinsProvides() {
        assertThat(plugin.keySet().stream().filter(name -> !name.endsWith("/") && !name.equals(SBOM)))
                .containsExactlyInAnyOrder(
                        MANIFEST,
                        LICENSES,
                        OUR_JAR,
                        "WEB-INF/lib/HdrHistogram-2.2.2.jar",
                        "WEB-INF/helm/helm-java-0.0.21.jar",
                        "WEB-INF/helm/lib-api-0.0.21.jar",
                        "WEB-INF/helm/linux-amd64-0.0.21.jar",
                        "WEB-INF/helm/jna-5.19.1.jar");
    }

    @Test
    void itIsNotLargerThanPeopleDownloadWithoutAThought() {
        assertThat(BUILD.resolve("seldon-analytics.hpi").toFile().length()).isLessThanOrEqualTo(32_000_000);
    }

    @Test
    void theTermsOfEveryJarAreTold() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setNamespaceAware(true);
        NodeList told = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(plugin.get(LICENSES).content()))
                .getElementsByTagNameNS("licenses", "dependency");
        Set<String> jars = new TreeSet<>();
        for (int i = 0; i < told.getLength(); i++) {
            Element dependency = (Element) told.item(i);
            assertThat(dependency.getElementsByTagNameNS("licenses", "license").getLength())
                    .as(dependency.getAttribute("name"))
                    .isPositive();
            jars.add(dependency.getAttribute("artifactId") + "-" + dependency.getAttribute("version") + ".jar");
        }
        assertThat(jars).containsAll(carriedJars()).noneMatch(name -> name.contains("$"));
    }

    /** The goal that makes it is for online builds. */
    @Test
    void theBillOfMaterialsHasEveryJarWithItsChecksum() throws Exception {
        boolean offline = "offline: true".equals(System.getProperty("mavenMode"));
        Assumptions.assumeFalse(offline && !plugin.containsKey(SBOM), "made in online builds");
        JsonNode bill = new ObjectMapper().readTree(plugin.get(SBOM).content());
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        Map<String, String> sums = new TreeMap<>();
        for (JsonNode component : bill.path("components")) {
            for (JsonNode hash : component.path("hashes")) {
                if (hash.path("alg").asText().equals("SHA-256")) {
                    sums.put(
                            component.path("name").asText() + "-"
                                    + component.path("version").asText() + ".jar",
                            hash.path("content").asText());
                }
            }
        }
        for (String name : carriedJars()) {
            String path = plugin.containsKey("WEB-INF/lib/" + name) ? "WEB-INF/lib/" + name : "WEB-INF/helm/" + name;
            byte[] sum =
                    MessageDigest.getInstance("SHA-256").digest(plugin.get(path).content());
            assertThat(sums).containsEntry(name, HexFormat.of().formatHex(sum));
        }
    }

    private static Set<String> carriedJars() {
        return plugin.keySet().stream()
                .filter(name -> name.endsWith(".jar") && !name.equals(OUR_JAR))
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .collect(Collectors.toSet());
    }

    @Test
    void noStandInIsPackaged() {
        assertThat(jar.keySet().stream().filter(name -> name.endsWith(".class")))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(name).startsWith("io/jenkins/plugins/seldon/"));
    }

    @Test
    void theJarHasTheDescriptionAtItsRootAndNothingElseOutsideOurPackage() {
        assertThat(jar).containsKey("index.jelly");
        assertThat(jar.keySet().stream().filter(name -> !name.endsWith("/")))
                .allSatisfy(name -> assertThat(name).matches("(META-INF|io/jenkins/plugins/seldon)/.*|index\\.jelly"));
    }

    @Test
    void everyEntryHasTheBuildsFixedTime() {
        assertThat(plugin.values()).allSatisfy(entry -> assertThat(entry.time()).isEqualTo(BUILD_TIME));
        assertThat(jar.values()).allSatisfy(entry -> assertThat(entry.time()).isEqualTo(BUILD_TIME));
    }

    @Test
    void theExtensionIndexHasEveryExtension() throws IOException {
        Set<String> annotated = OurClasses.ALL.stream()
                .filter(type -> type.isAnnotatedWith(Extension.class))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());

        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {BUILD.resolve("seldon-analytics.jar").toUri().toURL()}, null)) {
            Map<String, String> indexed = new LinkedHashMap<>();
            for (IndexItem<Extension, Object> item : Index.load(Extension.class, Object.class, loader)) {
                indexed.put(item.className(), String.valueOf(item.memberName()));
            }
            assertThat(annotated).isNotEmpty();
            assertThat(indexed.keySet()).containsExactlyInAnyOrderElementsOf(annotated);
            assertThat(indexed.values()).containsOnly("null");
        }
    }

    @Test
    void theSymbolIndexHasEverySymbol() {
        List<String> annotated = OurClasses.ALL.stream()
                .filter(type -> type.isAnnotatedWith(Symbol.class))
                .map(JavaClass::getName)
                .toList();

        String index = new String(
                jar.get("META-INF/services/annotations/org.jenkinsci.Symbol").content(), StandardCharsets.UTF_8);
        assertThat(index.lines()).containsExactlyInAnyOrderElementsOf(annotated);
    }

    private static Manifest manifest(Map<String, Entry> archive) throws IOException {
        return new Manifest(new ByteArrayInputStream(archive.get(MANIFEST).content()));
    }

    private static Map<String, Entry> read(InputStream stream) throws IOException {
        Map<String, Entry> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(stream)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                zip.transferTo(content);
                entries.put(entry.getName(), new Entry(content.toByteArray(), entry.getTimeLocal()));
            }
        }
        return entries;
    }
}
