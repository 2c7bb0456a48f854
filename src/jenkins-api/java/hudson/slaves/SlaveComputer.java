package hudson.slaves;

import hudson.model.Computer;
import hudson.model.Node;

public abstract class SlaveComputer extends Computer {
    private SlaveComputer() {
        super((Node) null);
    }
}
