package hudson.model;

import jenkins.model.CauseOfInterruption;

public class Executor extends Thread implements ModelObject {

    public void interrupt() {
        throw new UnsupportedOperationException("signature only");
    }

    public void interrupt(Result result) {
        throw new UnsupportedOperationException("signature only");
    }

    public void interrupt(Result result, CauseOfInterruption... causeOfInterruptions) {
        throw new UnsupportedOperationException("signature only");
    }

    public Queue.Executable getCurrentExecutable() {
        throw new UnsupportedOperationException("signature only");
    }

    public String getDisplayName() {
        throw new UnsupportedOperationException("signature only");
    }

    public int getNumber() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isBusy() {
        throw new UnsupportedOperationException("signature only");
    }

    public Computer getOwner() {
        throw new UnsupportedOperationException("signature only");
    }

    public static Executor currentExecutor() {
        throw new UnsupportedOperationException("signature only");
    }

    private Executor() {}
}
