package org.jenkinsci.plugins.workflow.graph;

import hudson.model.Actionable;
import hudson.model.Saveable;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;

public abstract class FlowNode extends Actionable implements Saveable {

    protected FlowNode(FlowExecution execution, String id, FlowNode... parents) {}

    protected abstract String getTypeDisplayName();

    public void save() throws IOException {
        throw new UnsupportedOperationException("signature only");
    }
}
