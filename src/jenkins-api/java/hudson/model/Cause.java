package hudson.model;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class Cause {

    public Cause() {}

    public abstract String getShortDescription();

    public void onAddedTo(Run run) {
        throw new UnsupportedOperationException("signature only");
    }

    public void onAddedTo(AbstractBuild abstractBuild) {
        throw new UnsupportedOperationException("signature only");
    }

    public void onLoad(Run<?, ?> run) {
        throw new UnsupportedOperationException("signature only");
    }

    public void onLoad(AbstractBuild<?, ?> abstractBuild) {
        throw new UnsupportedOperationException("signature only");
    }

    public void print(TaskListener taskListener) {
        taskListener.getLogger().println(getShortDescription());
    }

    public static class UserIdCause extends Cause {

        public UserIdCause() {}

        public UserIdCause(String text) {}

        public String getUserId() {
            throw new UnsupportedOperationException("signature only");
        }

        public String getUserName() {
            throw new UnsupportedOperationException("signature only");
        }

        public String getShortDescription() {
            throw new UnsupportedOperationException("signature only");
        }

        public boolean equals(Object value) {
            throw new UnsupportedOperationException("signature only");
        }

        public int hashCode() {
            throw new UnsupportedOperationException("signature only");
        }
    }
}
