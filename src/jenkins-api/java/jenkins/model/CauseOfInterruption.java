package jenkins.model;

import java.io.Serializable;

public abstract class CauseOfInterruption implements Serializable {

    public CauseOfInterruption() {}

    public abstract String getShortDescription();

    public static final class UserInterruption extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        private final String user;

        public UserInterruption(String text) {
            this.user = text;
        }

        public String getShortDescription() {
            return "Aborted by " + user;
        }

        public boolean equals(Object value) {
            return value instanceof UserInterruption other && user.equals(other.user);
        }

        public int hashCode() {
            return user.hashCode();
        }
    }
}
