package jenkins.util;

import java.io.IOException;
import java.io.Serializable;

public abstract class VirtualFile implements Comparable<VirtualFile>, Serializable {

    VirtualFile() {}

    public abstract boolean isFile() throws IOException;

    public abstract VirtualFile child(String name);
}
