package io.jenkins.plugins.seldon.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.converters.reflection.SunUnsafeReflectionProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A build that an earlier version has kept is still shown. The files are the action in the {@code build.xml} that Jenkins
 * 2.541.3 has written, one for each version, of a gate that failed; they are never changed.
 */
class GoldenReportTest {

    static Stream<Path> reports() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/golden"))) {
            return files.filter(file -> file.endsWith("report.action")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("reports")
    void theReportOfAnEarlierVersionIsShown(Path file) throws IOException {
        XStream xstream = new XStream(new SunUnsafeReflectionProvider());
        xstream.ignoreUnknownElements();
        xstream.allowTypesByWildcard(new String[] {"io.jenkins.plugins.seldon.**"});
        SeldonReport report = (SeldonReport) xstream.fromXML(Files.readString(file));
        List<ReportSection> sections = report.getByGravity();
        assertThat(sections).singleElement().satisfies(section -> {
            assertThat(section.getKind()).isEqualTo(ReportSection.Kind.GATE);
            assertThat(section.getMark().word()).isEqualTo("FAIL");
            GateView gate = section.getGate();
            assertThat(gate.getDecisive().told()).isEqualTo(new Told("52 %", "at least 95 %"));
            assertThat(gate.getSteps())
                    .filteredOn(GateView.Step::isDecisive)
                    .extracting(GateView.Step::layer)
                    .containsExactly("scrape");
            assertThat(gate.getCounts()).isNotEmpty();
            assertThat(gate.getChart()).isNotNull();
            assertThat(GateTrend.Entry.of(10, section).toldRate()).isEqualTo("17.3/s");
        });
    }
}
