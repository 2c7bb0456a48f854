package hudson.model;

@SuppressWarnings({"rawtypes", "unchecked"})
public abstract class AbstractProject<P extends AbstractProject<P, R>, R extends AbstractBuild<P, R>>
        extends Job<P, R> {

    public boolean isBuildable() {
        throw new UnsupportedOperationException("signature only");
    }

    AbstractProject() {
        super((ItemGroup) null, (String) null);
    }
}
