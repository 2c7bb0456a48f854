package io.jenkins.plugins.seldon.packaging;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInDiagram;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import hudson.util.FormValidation;
import io.jenkins.plugins.seldon.settings.FormAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shape that the sources keep: a core without Jenkins, dependencies that point inward, small files. */
class ArchitectureTest {

    private static final int LONGEST_FILE = 400;

    /** One option of a step is a field, a getter and a setter, and a step is one file. */
    private static final Path LONG_ON_PURPOSE =
            Path.of("src/main/java/io/jenkins/plugins/seldon/steps/AssertPredictionMetricsStep.java");

    private static final String[] ENGINE = {
        "io.jenkins.plugins.seldon.text..",
        "io.jenkins.plugins.seldon.lanes..",
        "io.jenkins.plugins.seldon.http..",
        "io.jenkins.plugins.seldon.yaml..",
        "io.jenkins.plugins.seldon.kubernetes..",
        "io.jenkins.plugins.seldon.seldon..",
        "io.jenkins.plugins.seldon.helm..",
        "io.jenkins.plugins.seldon.release..",
        "io.jenkins.plugins.seldon.readiness..",
        "io.jenkins.plugins.seldon.load..",
        "io.jenkins.plugins.seldon.prometheus..",
        "io.jenkins.plugins.seldon.gate..",
        "io.jenkins.plugins.seldon.grafana..",
    };

    @Test
    void theEngineKnowsNoJenkins() {
        noClasses()
                .that()
                .resideInAnyPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..", "com.cloudbees..", "org.jvnet..")
                .check(OurClasses.ALL);
    }

    @Test
    void theEngineKnowsNobodyWhoUsesIt() {
        noClasses()
                .that()
                .resideInAnyPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.jenkins.plugins.seldon.steps..",
                        "io.jenkins.plugins.seldon.node..",
                        "io.jenkins.plugins.seldon.freestyle..",
                        "io.jenkins.plugins.seldon.settings..",
                        "io.jenkins.plugins.seldon.credentials..",
                        "io.jenkins.plugins.seldon.report..")
                .check(OurClasses.ALL);
    }

    /** Verdicts come from values alone: no I/O, no clock, no threads, no cluster or HTTP client. A map may remember. */
    @Test
    void whatDecidesIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.jenkins.plugins.seldon.text..",
                        "io.jenkins.plugins.seldon.yaml..",
                        "io.jenkins.plugins.seldon.helm.record..",
                        "io.jenkins.plugins.seldon.helm.chart..",
                        "io.jenkins.plugins.seldon.seldon.server..",
                        "io.jenkins.plugins.seldon.readiness",
                        "io.jenkins.plugins.seldon.gate.measure..",
                        "io.jenkins.plugins.seldon.gate.verdict..",
                        "io.jenkins.plugins.seldon.gate.diagnose..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                "java.net..", "java.nio.file..", "java.util.concurrent..", "okhttp3..", "okio..")
                        .and(not(type(ConcurrentHashMap.class))))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.jenkins.plugins.seldon.prometheus.PrometheusClient")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleNameEndingWith("Clock")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(OurClasses.ALL);
    }

    /** An agent fetches every library that a burst needs from the controller; OkHttp for gRPC alone. */
    @Test
    void aBurstNeedsNoOtherHttp() {
        noClasses()
                .that()
                .resideInAPackage("io.jenkins.plugins.seldon.load..")
                .and()
                .resideOutsideOfPackage("io.jenkins.plugins.seldon.load.grpc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("okhttp3..", "okio..", "java.net.http..")
                .check(OurClasses.ALL);
    }

    /** The plugin is optional: without it, whoever touches its classes can't be loaded. */
    @Test
    void oneClassAloneNeedsTheChecksApi() {
        noClasses()
                .that(not(nameMatching("io\\.jenkins\\.plugins\\.seldon\\.report\\.CheckPublication\\$.+")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.jenkins.plugins.checks..")
                .check(OurClasses.ALL);
    }

    /** Sentences are translated where they are shown; a form shows them by {@link FormAnswer}. */
    @Test
    void whatAFormSaysIsInTheLanguageOfWhoeverAsks() {
        assertThat(OurClasses.ALL.stream()
                        .filter(type -> !type.getName().startsWith(FormAnswer.class.getName()))
                        .flatMap(type -> type.getCodeUnitAccessesFromSelf().stream())
                        .filter(access -> access.getTargetOwner().isEquivalentTo(FormValidation.class)
                                && Set.of("error", "warning").contains(access.getName()))
                        .map(Object::toString))
                .isEmpty();
    }

    @Test
    void nobodyKnowsTheFreestyleBuilders() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jenkins.plugins.seldon.freestyle..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.jenkins.plugins.seldon.freestyle..")
                .check(OurClasses.ALL);
    }

    @Test
    void roomsUseEachOtherAsTheDiagramSays() throws IOException {
        Path diagram = Path.of("docs/rooms.puml");
        classes()
                .should(adhereToPlantUmlDiagram(diagram, consideringOnlyDependenciesInDiagram()))
                .check(OurClasses.ALL);

        Set<String> used = new TreeSet<>();
        OurClasses.ALL.forEach(type -> type.getDirectDependenciesFromSelf()
                .forEach(dependency -> used.add(room(type) + " --> " + room(dependency.getTargetClass()))));
        List<String> told = Files.readAllLines(diagram).stream()
                .filter(line -> line.contains("-->"))
                .map(line -> line.replaceAll("[\\[\\]]", ""))
                .toList();
        assertThat(used).as("an arrow for each use").containsAll(told);
    }

    private static String room(JavaClass type) {
        return type.getPackageName().replaceFirst("^io\\.jenkins\\.plugins\\.seldon\\.(\\w+).*", "$1");
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.jenkins.plugins.seldon.(**)")
                .should()
                .beFreeOfCycles()
                .check(OurClasses.ALL);
    }

    /** It plays Kubernetes, not what we take Kubernetes to be. */
    @Test
    void thePlayedClusterKnowsNothingOfThePlugin() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.jenkins.plugins.seldon..")
                        .and(resideOutsideOfPackage("io.jenkins.plugins.seldon.fixture..")))
                .check(new ClassFileImporter().importPackages("io.jenkins.plugins.seldon.fixture.cluster"));
    }

    @Test
    void nothingSleeps() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(OurClasses.ALL);
    }

    @Test
    void nothingChangesTheJvmForOthers() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jenkins.plugins.seldon.helm.child..")
                .should()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(OurClasses.ALL);
    }

    @Test
    void noSourceFileIsTooLongToRead() throws IOException {
        try (Stream<Path> files = Stream.of(
                        "src/main/java",
                        "src/test/java",
                        "src/played-cluster/java",
                        "src/test-jenkins/java",
                        "src/test-cluster/java",
                        "src/test-prometheus/java")
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(ArchitectureTest::filesBelow)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java") && !file.equals(LONG_ON_PURPOSE)))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readAllLines(file))
                            .as(file.toString())
                            .hasSizeLessThanOrEqualTo(LONGEST_FILE));
        }
    }

    @Test
    void noTestSleeps() throws IOException {
        List<Path> tests = Stream.of("src/test/java", "src/played-cluster/java")
                .map(Path::of)
                .flatMap(ArchitectureTest::filesBelow)
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> !file.endsWith("ArchitectureTest.java"))
                .toList();
        for (Path test : tests) {
            assertThat(Files.readString(test)).as(test.toString()).doesNotContain("Thread.sleep");
        }
    }

    private static Stream<Path> filesBelow(Path folder) {
        try {
            return Files.walk(folder).filter(Files::isRegularFile);
        } catch (IOException e) {
            throw new AssertionError("cannot list " + folder, e);
        }
    }
}
