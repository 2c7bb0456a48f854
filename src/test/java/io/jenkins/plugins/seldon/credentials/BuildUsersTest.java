package io.jenkins.plugins.seldon.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.security.ACL;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;

/** As authorize-project lets a job's builds run as somebody, whose own credentials the form did not know. */
class BuildUsersTest {

    private static final Authentication ANNA = new TestingAuthenticationToken("anna", "");

    @Test
    void credentialsAreThoseOfWhomTheBuildsRunAs() {
        assertThat(BuildUsers.of(ACL.SYSTEM2, user -> false)).containsExactly(ACL.SYSTEM2);
        assertThat(BuildUsers.of(ANNA, user -> user == ANNA)).containsExactly(ANNA, ACL.SYSTEM2);
        assertThat(BuildUsers.of(ANNA, user -> false)).containsExactly(ANNA);
    }

    /** What a form's button takes: a build would use it, and the button told that there was none. */
    @Test
    void theirOwnComesFirst() {
        Map<Authentication, String> both = Map.of(ANNA, "anna's", ACL.SYSTEM2, "the folder's");
        Map<Authentication, String> own = Map.of(ANNA, "anna's");
        List<Authentication> users = List.of(ANNA, ACL.SYSTEM2);
        assertThat(BuildUsers.first(users, both::get)).isEqualTo("anna's");
        assertThat(BuildUsers.first(List.of(ACL.SYSTEM2), own::get)).isNull();
        assertThat(BuildUsers.first(users, Map.of(ACL.SYSTEM2, "the folder's")::get))
                .isEqualTo("the folder's");
    }
}
