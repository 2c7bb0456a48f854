package hudson.model;

import jenkins.model.Jenkins;

@SuppressWarnings({"rawtypes", "unchecked"})
public class FreeStyleProject extends Project<FreeStyleProject, FreeStyleBuild> implements TopLevelItem {

    public FreeStyleProject(Jenkins jenkins, String text) {
        super((ItemGroup) null, (String) null);
    }

    public FreeStyleProject(ItemGroup itemGroup, String text) {
        super((ItemGroup) null, (String) null);
    }

    protected Class<FreeStyleBuild> getBuildClass() {
        throw new UnsupportedOperationException("signature only");
    }
}
