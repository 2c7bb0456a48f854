package hudson.model;

public class Queue implements Saveable {

    public void save() {
        throw new UnsupportedOperationException("signature only");
    }

    private Queue() {}

    public interface Executable extends Runnable {}
}
