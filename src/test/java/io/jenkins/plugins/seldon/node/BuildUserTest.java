package io.jenkins.plugins.seldon.node;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.Permission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;

class BuildUserTest {

    private static final Authentication ANNA = new TestingAuthenticationToken("anna", "");

    /**
     * As the credentials plugin looks for the build that has started this one, and with it for whose the credential is that
     * came as a parameter: nobody found none, and the step failed where {@code withCredentials} does not.
     */
    @Test
    void whatIsLookedUpIsLookedUpAsWhomTheBuildRunsAs() throws Exception {
        List<Authentication> seen = new ArrayList<>();
        ACL upstream = new ACL() {
            @Override
            public boolean hasPermission2(Authentication user, Permission permission) {
                seen.add(user);
                return user == ANNA;
            }
        };
        assertThat(upstream.hasPermission(Item.READ)).isFalse();
        assertThat(BuildUser.call(ANNA, () -> upstream.hasPermission(Item.READ)))
                .isTrue();
        assertThat(upstream.hasPermission(Item.READ)).isFalse();
        assertThat(seen).isEqualTo(Arrays.asList(null, ANNA, null));
    }
}
