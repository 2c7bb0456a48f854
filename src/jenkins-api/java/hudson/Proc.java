package hudson;

import java.io.IOException;
import java.io.OutputStream;

public abstract class Proc {

    public abstract int join() throws IOException, InterruptedException;

    public abstract OutputStream getStdin();

    private Proc() {}
}
