package hudson.security;

public class ACLContext implements AutoCloseable {
    private final Runnable restore;

    ACLContext(Runnable restore) {
        this.restore = restore;
    }

    public void close() {
        restore.run();
    }
}
