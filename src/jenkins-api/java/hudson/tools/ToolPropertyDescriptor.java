package hudson.tools;

import hudson.model.Descriptor;

public abstract class ToolPropertyDescriptor extends Descriptor<ToolProperty<?>> {

    protected ToolPropertyDescriptor(Class<? extends ToolProperty<?>> type) {}
}
