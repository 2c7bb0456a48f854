package jenkins.model;

import hudson.model.TaskListener;
import hudson.model.User;
import java.io.Serializable;

public abstract class CauseOfInterruption implements Serializable {

    public CauseOfInterruption() {}

    public abstract String getShortDescription();

    public void print(TaskListener taskListener) {
        taskListener.getLogger().println(getShortDescription());
    }

    public static final class UserInterruption extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        private final String user;

        public UserInterruption(User user) {
            this(user.getId());
        }

        public UserInterruption(String text) {
            this.user = text;
        }

        public String getUserId() {
            return user;
        }

        public User getUser() {
            throw new UnsupportedOperationException("signature only");
        }

        public User getUserOrNull() {
            throw new UnsupportedOperationException("signature only");
        }

        public String getShortDescription() {
            return "Aborted by " + user;
        }

        public void print(TaskListener taskListener) {
            taskListener.getLogger().println(getShortDescription());
        }

        public boolean equals(Object value) {
            return value instanceof UserInterruption other && user.equals(other.user);
        }

        public int hashCode() {
            return user.hashCode();
        }
    }
}
