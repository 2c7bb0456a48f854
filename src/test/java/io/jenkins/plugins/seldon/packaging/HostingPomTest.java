package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code pom-hosting.xml} builds the same plugin, of the same sources, with the same libraries, as {@code pom.xml}. It
 * needs Jenkins' own Maven repository, which most builds do without: this is what can be told from the files.
 */
class HostingPomTest {

    private static final Pom SHARED = Pom.read("src/parent/pom.xml");
    private static final Pom JENKINS = Pom.read("pom-jenkins.xml");
    private static final Pom HOSTING = Pom.read("pom-hosting.xml");

    /** What Jenkins' parent POM, Jenkins core or its test harness bring for tests. */
    private static final Set<String> BROUGHT_FOR_TESTS = Set.of("junit-jupiter", "groovy", "slf4j-jdk14");

    private static final String SUREFIRE =
            "/project/build/plugins/plugin[artifactId='maven-surefire-plugin']/configuration";

    @Test
    void isOfTheSamePlugin() {
        assertThat(HOSTING.texts("/project/name")).isEqualTo(Pom.read("pom.xml").texts("/project/name"));
        assertThat(HOSTING.texts("/project/artifactId"))
                .isEqualTo(Pom.read("pom.xml").texts("/project/artifactId"));
        assertThat(HOSTING.texts("/project/description")).isEqualTo(SHARED.texts("/project/description"));
        assertThat(HOSTING.texts("/project/licenses/license/*")).isEqualTo(SHARED.texts("/project/licenses/license/*"));
    }

    @Test
    void whatBothDeclareHasOneValue() {
        Map<String, String> shared = SHARED.properties();
        shared.keySet().retainAll(HOSTING.properties().keySet());

        assertThat(shared).containsKeys("jenkins.version", "okhttp.version", "hdrhistogram.version");
        assertThat(HOSTING.properties()).containsAllEntriesOf(shared);
    }

    @Test
    void carriesAndTestsWithTheSameLibraries() {
        List<Pom.Dependency> libraries = SHARED.dependencies().stream()
                .filter(library ->
                        !library.scope().equals("provided") || library.groupId().equals("com.marcnuri.helm-java"))
                .filter(library -> !BROUGHT_FOR_TESTS.contains(library.artifactId()))
                .toList();

        assertThat(HOSTING.dependencies().stream()
                        .filter(library -> !library.version().isEmpty()))
                .containsExactlyInAnyOrderElementsOf(libraries);
    }

    @Test
    void carriesHelmAsTheArchiveDoes() {
        Pom archive = Pom.read("src/main/assembly/hpi.xml");

        assertThat(archive.texts("//dependencySet[outputDirectory='WEB-INF/helm']//include"))
                .containsExactly("com.marcnuri.helm-java:*", "net.java.dev.jna:jna");
        assertThat(HOSTING.texts("//artifactItem/artifactId"))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                SHARED.dependencies().stream()
                                        .filter(library -> library.groupId().equals("com.marcnuri.helm-java"))
                                        .map(Pom.Dependency::artifactId),
                                Stream.of("jna"))
                        .toList());
        assertThat(HOSTING.texts("//artifactItem[artifactId='jna']/version"))
                .containsExactly(SHARED.properties().get("jna.version"));
    }

    @Test
    void dependsOnThePluginsThatTheManifestNames() throws IOException {
        String manifest = Files.readString(Path.of("src/main/manifest/MANIFEST.MF"));
        String dependencies = manifest.lines()
                .filter(line -> line.startsWith("Plugin-Dependencies: "))
                .map(line -> line.substring("Plugin-Dependencies: ".length()))
                .collect(Collectors.joining());

        assertThat(managed("compile"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(dependencies.split(","))
                        .map(dependency -> dependency.replaceFirst(":.*", ""))
                        .toList());
    }

    @Test
    void testsWithThePluginsThatTheTestsInJenkinsUse() {
        assertThat(managed("test"))
                .containsExactlyInAnyOrderElementsOf(JENKINS.dependencies().stream()
                        .filter(plugin -> plugin.scope().equals("test"))
                        .map(Pom.Dependency::artifactId)
                        .filter(plugin -> !plugin.equals("jenkins-test-harness"))
                        .toList());
    }

    @Test
    void compilesTheSameTests() {
        String sources = "//goals[goal='add-test-source']/..//source";
        assertThat(HOSTING.texts(sources))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(SHARED.texts(sources).stream(), JENKINS.texts(sources).stream())
                                .toList());
        assertThat(HOSTING.texts("//testResource/directory")).isEqualTo(SHARED.texts("//testResource/directory"));
    }

    /** Without a Jenkins, the real value types throw where the stand-ins behave. Tests in this package only look at types. */
    @Test
    void leavesOutTheTestsThatUseStandIns() {
        Set<String> inNeed = testsThatReachStandIns();
        List<String> patterns = HOSTING.texts(SUREFIRE + "/excludes/exclude");

        assertThat(inNeed).isNotEmpty().allSatisfy(test -> assertThat(patterns)
                .as("patterns that leave out %s", test)
                .anyMatch(pattern -> matches(pattern, test)));
        assertThat(patterns)
                .filteredOn(pattern -> pattern.endsWith("/*Test.java"))
                .allSatisfy(pattern -> assertThat(inNeed)
                        .as("tests that %s leaves out", pattern)
                        .anyMatch(test -> matches(pattern, test)));
    }

    private static List<String> managed(String scope) {
        return HOSTING.dependencies().stream()
                .filter(plugin -> plugin.version().isEmpty())
                .filter(plugin -> plugin.scope().equals(scope))
                .map(Pom.Dependency::artifactId)
                .toList();
    }

    private static boolean matches(String pattern, String test) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(test));
    }

    /** The files of the test classes from which a stand-in can be reached through classes of ours. */
    private static Set<String> testsThatReachStandIns() {
        JavaClasses classes =
                new ClassFileImporter().importPaths(Path.of("target/classes"), Path.of("target/test-classes"));
        Set<JavaClass> reaching = new HashSet<>();
        Deque<JavaClass> reached = new ArrayDeque<>();
        classes.stream().filter(type -> !isOurs(type)).forEach(reached::add);
        while (!reached.isEmpty()) {
            JavaClass type = reached.pop();
            if (reaching.add(type)) {
                type.getDirectDependenciesToSelf().stream()
                        .map(dependency -> dependency.getOriginClass())
                        .filter(HostingPomTest::isOurs)
                        .forEach(reached::add);
                type.getEnclosingClass().ifPresent(reached::add);
            }
        }
        return reaching.stream()
                .map(type -> type.getName().replaceFirst("\\$.*", "").replace('.', '/') + ".java")
                .filter(file -> file.endsWith("Test.java") && !file.contains("/packaging/"))
                .collect(Collectors.toSet());
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith("io.jenkins.plugins.seldon");
    }
}
