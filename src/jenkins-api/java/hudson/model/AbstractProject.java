package hudson.model;

import hudson.FilePath;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class AbstractProject<P extends AbstractProject<P, R>, R extends AbstractBuild<P, R>>
        extends Job<P, R> {

    protected AbstractProject(ItemGroup itemGroup, String text) {
        super((ItemGroup) null, (String) null);
    }

    public final FilePath getSomeWorkspace() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean isBuildable() {
        throw new UnsupportedOperationException("signature only");
    }

    public R getBuildByNumber(int number) {
        throw new UnsupportedOperationException("signature only");
    }

    public R getLastBuild() {
        throw new UnsupportedOperationException("signature only");
    }
}
