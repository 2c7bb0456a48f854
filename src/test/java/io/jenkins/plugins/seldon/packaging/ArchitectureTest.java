package io.jenkins.plugins.seldon.packaging;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shape that the sources keep: a core without Jenkins, dependencies that point inward, small files. */
class ArchitectureTest {

    private static final int LONGEST_FILE = 400;

    private static final String[] ENGINE = {
        "io.jenkins.plugins.seldon.yaml..",
        "io.jenkins.plugins.seldon.kubernetes..",
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
                        "io.jenkins.plugins.seldon.pipeline..",
                        "io.jenkins.plugins.seldon.freestyle..",
                        "io.jenkins.plugins.seldon.configuration..",
                        "io.jenkins.plugins.seldon.report..")
                .check(OurClasses.ALL);
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
    void packagesFormNoCycle() {
        slices().matching("io.jenkins.plugins.seldon.(*)..")
                .should()
                .beFreeOfCycles()
                .check(OurClasses.ALL);
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
                .resideOutsideOfPackage("io.jenkins.plugins.seldon.release.helm.child..")
                .should()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(OurClasses.ALL);
    }

    @Test
    void noSourceFileIsTooLongToRead() throws IOException {
        try (Stream<Path> files = Stream.of(
                        "src/main/java", "src/test/java", "src/test-jenkins/java", "src/test-cluster/java")
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(ArchitectureTest::filesBelow)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readAllLines(file))
                            .as(file.toString())
                            .hasSizeLessThanOrEqualTo(LONGEST_FILE));
        }
    }

    @Test
    void noTestSleeps() throws IOException {
        List<Path> tests = filesBelow(Path.of("src/test/java"))
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
