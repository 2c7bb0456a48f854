package hudson.model;

import java.io.File;
import java.io.IOException;

public class FreeStyleBuild extends Build<FreeStyleProject, FreeStyleBuild> {

    public FreeStyleBuild(FreeStyleProject freeStyleProject) throws IOException {
        super((FreeStyleProject) null);
    }

    public FreeStyleBuild(FreeStyleProject freeStyleProject, File file) throws IOException {
        super((FreeStyleProject) null);
    }

    public void run() {
        throw new UnsupportedOperationException("signature only");
    }
}
