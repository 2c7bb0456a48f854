package hudson.model;

import java.io.File;
import java.io.IOException;
import java.util.Calendar;

public abstract class Build<P extends Project<P, B>, B extends Build<P, B>> extends AbstractBuild<P, B> {

    protected Build(P value) throws IOException {
        super(value);
    }

    protected Build(P value, Calendar calendar) {
        super(value, calendar);
    }

    protected Build(P value, File file) throws IOException {
        super(value, file);
    }

    public void run() {
        throw new UnsupportedOperationException("signature only");
    }
}
