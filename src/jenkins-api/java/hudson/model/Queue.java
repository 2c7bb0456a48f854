package hudson.model;

public class Queue implements Saveable {

    public void load() {
        throw new UnsupportedOperationException("signature only");
    }

    public void save() {
        throw new UnsupportedOperationException("signature only");
    }

    public static Queue getInstance() {
        throw new UnsupportedOperationException("signature only");
    }

    private Queue() {}

    public interface Executable extends Runnable {}
}
