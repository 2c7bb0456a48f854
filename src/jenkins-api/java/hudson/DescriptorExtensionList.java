package hudson;

import hudson.model.Describable;
import hudson.model.Descriptor;

public class DescriptorExtensionList<T extends Describable<T>, D extends Descriptor<T>> extends ExtensionList<D> {

    public D find(Class<? extends T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    private DescriptorExtensionList() {}
}
