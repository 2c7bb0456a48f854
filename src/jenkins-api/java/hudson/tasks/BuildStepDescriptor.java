package hudson.tasks;

import hudson.model.AbstractProject;
import hudson.model.Describable;
import hudson.model.Descriptor;
import java.util.List;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class BuildStepDescriptor<T extends BuildStep & Describable<T>> extends Descriptor<T> {

    protected BuildStepDescriptor(Class<? extends T> type) {}

    protected BuildStepDescriptor() {}

    public abstract boolean isApplicable(Class<? extends AbstractProject> type);

    public static <T extends BuildStep & Describable<T>> List<Descriptor<T>> filter(
            List<Descriptor<T>> list, Class<? extends AbstractProject> type) {
        throw new UnsupportedOperationException("signature only");
    }
}
