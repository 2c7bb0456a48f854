package hudson.model;

import jenkins.model.FullyNamedModelObject;

public class Queue implements Saveable {

    public void save() {
        throw new UnsupportedOperationException("signature only");
    }

    private Queue() {}

    public interface Executable extends Runnable {}

    public interface Task extends FullyNamedModelObject {}
}
