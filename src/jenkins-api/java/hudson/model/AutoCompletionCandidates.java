package hudson.model;

import java.util.List;
import org.kohsuke.stapler.HttpResponse;

public class AutoCompletionCandidates implements HttpResponse {
    private final List<String> values = new java.util.ArrayList<>();

    public AutoCompletionCandidates() {}

    public AutoCompletionCandidates add(String text) {
        values.add(text);
        return this;
    }

    public AutoCompletionCandidates add(String... strings) {
        values.addAll(List.of(strings));
        return this;
    }

    public List<String> getValues() {
        return values;
    }
}
