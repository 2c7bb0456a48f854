package hudson.model;

import hudson.tasks.Builder;
import hudson.util.DescribableList;
import java.io.IOException;
import java.util.List;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class Project<P extends Project<P, B>, B extends Build<P, B>> extends AbstractProject<P, B>
        implements Saveable {

    protected Project(ItemGroup itemGroup, String text) {
        super((ItemGroup) null, (String) null);
    }

    public void onLoad(ItemGroup<? extends Item> itemGroup, String text) throws IOException {
        throw new UnsupportedOperationException("signature only");
    }

    public List<Builder> getBuilders() {
        throw new UnsupportedOperationException("signature only");
    }

    public DescribableList<Builder, Descriptor<Builder>> getBuildersList() {
        throw new UnsupportedOperationException("signature only");
    }
}
