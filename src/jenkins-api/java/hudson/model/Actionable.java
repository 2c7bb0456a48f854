package hudson.model;

import java.util.List;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

public abstract class Actionable {

    public Actionable() {}

    public List<Action> getActions() {
        throw new UnsupportedOperationException("signature only");
    }

    public final List<? extends Action> getAllActions() {
        throw new UnsupportedOperationException("signature only");
    }

    public <T extends Action> List<T> getActions(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public void addAction(Action action) {
        throw new UnsupportedOperationException("signature only");
    }

    public void replaceAction(Action action) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean addOrReplaceAction(Action action) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean removeAction(Action action) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean removeActions(Class<? extends Action> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean replaceActions(Class<? extends Action> type, Action action) {
        throw new UnsupportedOperationException("signature only");
    }

    public Action getAction(int number) {
        throw new UnsupportedOperationException("signature only");
    }

    public <T extends Action> T getAction(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public Object getDynamic(String text, StaplerRequest2 staplerRequest2, StaplerResponse2 staplerResponse2) {
        throw new UnsupportedOperationException("signature only");
    }
}
