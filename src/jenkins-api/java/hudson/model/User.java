package hudson.model;

import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.io.IOException;
import jenkins.model.Loadable;
import org.springframework.security.core.Authentication;

public class User implements AccessControlled, Loadable, Saveable, Comparable<User> {

    public void load() {
        throw new UnsupportedOperationException("signature only");
    }

    public int compareTo(User user) {
        throw new UnsupportedOperationException("signature only");
    }

    public String getId() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getFullName() {
        throw new UnsupportedOperationException("signature only");
    }

    public static User current() {
        throw new UnsupportedOperationException("signature only");
    }

    public static User get2(Authentication authentication) {
        throw new UnsupportedOperationException("signature only");
    }

    public static User getById(String text, boolean flag) {
        throw new UnsupportedOperationException("signature only");
    }

    public String getDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public synchronized void save() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public ACL getACL() {
        throw new UnsupportedOperationException("signature only");
    }

    private User() {}
}
