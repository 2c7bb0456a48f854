package hudson.model;

import java.util.List;

public abstract class Actionable {

    public Actionable() {}

    public List<Action> getActions() {
        throw new UnsupportedOperationException("signature only");
    }

    public void addAction(Action action) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean addOrReplaceAction(Action action) {
        throw new UnsupportedOperationException("signature only");
    }

    public Action getAction(int number) {
        throw new UnsupportedOperationException("signature only");
    }

    public <T extends Action> T getAction(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }
}
