package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The stand-ins we compile against offer nothing that Jenkins does not: each signature is in the record. */
class JenkinsSignaturesTest {

    private static final Map<String, Signatures.Recorded> RECORDED = Signatures.recorded();
    private static final List<Class<?>> STAND_INS = Signatures.standIns();

    @Test
    void everyStandInIsDeclaredAsRecorded() {
        assertThat(STAND_INS).isNotEmpty().allSatisfy(standIn -> {
            String header = recorded(standIn).header();
            assertThat(header + " ").startsWith(Signatures.declaration(standIn) + " ");
            assertThat(Signatures.supertypes(standIn))
                    .allSatisfy(supertype -> assertThat(header).contains(supertype));
        });
    }

    @Test
    void noStandInHasAMemberThatTheRecordLacks() {
        assertThat(STAND_INS).allSatisfy(standIn -> assertThat(recorded(standIn).members())
                .containsAll(Signatures.members(standIn)));
    }

    @Test
    void theRecordHoldsNothingThatNoStandInHas() {
        assertThat(STAND_INS).extracting(Class::getName).containsExactlyInAnyOrderElementsOf(RECORDED.keySet());
        assertThat(STAND_INS).allSatisfy(standIn -> assertThat(Signatures.members(standIn))
                .containsAll(recorded(standIn).members()));
    }

    @Test
    void everyRecordedSupertypeThatHasAStandInIsKept() {
        assertThat(STAND_INS).allSatisfy(standIn -> {
            String inherited = recorded(standIn)
                    .header()
                    .substring(Signatures.declaration(standIn).length());
            assertThat(erasedNames(Signatures.supertypes(standIn)))
                    .containsAll(erasedNames(List.of(inherited.split(" extends | implements "))).stream()
                            .filter(RECORDED::containsKey)
                            .toList());
        });
    }

    private static List<String> erasedNames(List<String> supertypes) {
        String names = String.join(",", supertypes);
        for (String before = ""; !before.equals(names); ) {
            before = names;
            names = names.replaceAll("<[^<>]*>", "");
        }
        return List.of(names.split(" *, *"));
    }

    private static Signatures.Recorded recorded(Class<?> standIn) {
        assertThat(RECORDED).as("src/jenkins-api/signatures.txt").containsKey(standIn.getName());
        return RECORDED.get(standIn.getName());
    }
}
