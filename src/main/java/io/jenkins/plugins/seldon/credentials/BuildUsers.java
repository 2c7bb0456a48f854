package io.jenkins.plugins.seldon.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.security.core.Authentication;

/**
 * The user as whom a build looks a credential up ({@code CredentialsProvider.findCredentialById}): a plugin such as
 * authorize-project lets builds run as a user, who has credentials of their own and need not be allowed to use the
 * item's.
 */
public final class BuildUsers {

    private BuildUsers() {}

    /** Those of an item's builds, in the order in which they are asked. */
    public static List<Authentication> of(Item item) {
        Authentication builds = item instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
        return of(builds, user -> item.getACL().hasPermission2(user, CredentialsProvider.USE_ITEM));
    }

    /**
     * The same.
     *
     * @param builds as whom the item's builds run
     * @param mayUseItems whether that user may use the item's credentials
     */
    static List<Authentication> of(Authentication builds, Predicate<Authentication> mayUseItems) {
        return builds.equals(ACL.SYSTEM2) || !mayUseItems.test(builds) ? List.of(builds) : List.of(builds, ACL.SYSTEM2);
    }

    /** What the first of them finds that finds any; null where nobody does. */
    static <C> C first(List<Authentication> users, Function<Authentication, C> find) {
        return users.stream().map(find).filter(Objects::nonNull).findFirst().orElse(null);
    }
}
