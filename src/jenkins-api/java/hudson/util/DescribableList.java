package hudson.util;

import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Saveable;
import java.util.Collection;
import java.util.Map;

public class DescribableList<T extends Describable<T>, D extends Descriptor<T>> {

    protected DescribableList() {}

    public DescribableList(Saveable saveable) {}

    public DescribableList(Saveable saveable, Collection<? extends T> collection) {}

    public T getDynamic(String text) {
        throw new UnsupportedOperationException("signature only");
    }

    public T get(D value) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean contains(D value) {
        throw new UnsupportedOperationException("signature only");
    }

    public Map<D, T> toMap() {
        throw new UnsupportedOperationException("signature only");
    }

    public <U extends T> U get(Class<U> type) {
        throw new UnsupportedOperationException("signature only");
    }
}
