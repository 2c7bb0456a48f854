package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The record of Jenkins' signatures, compared with the real classes. */
class JenkinsSignaturesIT {

    /** The plugin is optional and not there when tests run: the compiler has compared what is used of it. */
    private static final String OPTIONAL = "io.jenkins.plugins.checks.";

    private static Map<String, Signatures.Recorded> recorded() {
        Map<String, Signatures.Recorded> recorded = new TreeMap<>(Signatures.recorded());
        recorded.keySet().removeIf(name -> name.startsWith(OPTIONAL));
        return recorded;
    }

    @Test
    void theRealClassesAreDeclaredAsRecorded() {
        assertThat(recorded()).isNotEmpty().allSatisfy((name, recorded) -> {
            Class<?> real = Signatures.load(name);
            assertThat(recorded.header() + " ").startsWith(Signatures.declaration(real) + " ");
            assertThat(Signatures.supertypes(real))
                    .allSatisfy(supertype -> assertThat(recorded.header()).contains(supertype));
        });
    }

    @Test
    void theRealClassesHaveEveryRecordedMember() {
        assertThat(recorded()).allSatisfy((name, recorded) -> assertThat(Signatures.members(Signatures.load(name)))
                .containsAll(recorded.members()));
    }
}
