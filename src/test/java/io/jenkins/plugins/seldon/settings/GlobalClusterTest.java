package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobalClusterTest {

    /** Jenkins allows a comma in a folder's name. */
    @ParameterizedTest(name = "{0} may use it: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            models/iris        | true
            models             | true
            models-old/iris    | false
            Risk, Pricing/iris | true
            Risk/iris          | false
            Pricing/iris       | false
            """)
    void aFolderIsALineAndWhatIsInIt(String job, boolean mayUse) {
        GlobalCluster cluster = new GlobalCluster("prod");
        cluster.setFolders("/models/\r\nRisk, Pricing\n");
        assertThat(cluster.usableBy(job)).isEqualTo(mayUse);
    }
}
