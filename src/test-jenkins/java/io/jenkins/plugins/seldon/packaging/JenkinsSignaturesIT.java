package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The record of Jenkins' signatures, compared with the real classes. */
class JenkinsSignaturesIT {

    @Test
    void theRealClassesAreDeclaredAsRecorded() {
        assertThat(Signatures.recorded()).isNotEmpty().allSatisfy((name, recorded) -> {
            Class<?> real = Signatures.load(name);
            assertThat(recorded.header() + " ").startsWith(Signatures.declaration(real) + " ");
            assertThat(Signatures.supertypes(real))
                    .allSatisfy(supertype -> assertThat(recorded.header()).contains(supertype));
        });
    }

    @Test
    void theRealClassesHaveEveryRecordedMember() {
        assertThat(Signatures.recorded())
                .allSatisfy((name, recorded) ->
                        assertThat(Signatures.members(Signatures.load(name))).containsAll(recorded.members()));
    }
}
