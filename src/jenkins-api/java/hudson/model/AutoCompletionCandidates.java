package hudson.model;

import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.HttpResponse;

/** Carries its values, as Jenkins' does. */
public class AutoCompletionCandidates implements HttpResponse {

    private final List<String> values = new ArrayList<>();

    public AutoCompletionCandidates() {}

    public AutoCompletionCandidates add(String value) {
        values.add(value);
        return this;
    }

    public List<String> getValues() {
        return values;
    }
}
