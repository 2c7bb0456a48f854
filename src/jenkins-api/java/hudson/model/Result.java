package hudson.model;

import java.io.Serializable;
import java.util.List;

public final class Result implements Serializable {
    private static final long serialVersionUID = 1L;

    public static final Result SUCCESS = new Result("SUCCESS", 0, true);
    public static final Result UNSTABLE = new Result("UNSTABLE", 1, true);
    public static final Result FAILURE = new Result("FAILURE", 2, true);
    public static final Result NOT_BUILT = new Result("NOT_BUILT", 3, false);
    public static final Result ABORTED = new Result("ABORTED", 4, false);

    private static final List<Result> ALL = List.of(SUCCESS, UNSTABLE, FAILURE, NOT_BUILT, ABORTED);

    private final String name;
    public final int ordinal;
    public final boolean completeBuild;

    private Result(String name, int ordinal, boolean completeBuild) {
        this.name = name;
        this.ordinal = ordinal;
        this.completeBuild = completeBuild;
    }

    public Result combine(Result that) {
        return ordinal < that.ordinal ? that : this;
    }

    public static Result combine(Result one, Result two) {
        if (one == null) {
            return two;
        }
        return two == null ? one : one.combine(two);
    }

    @Override
    public String toString() {
        return name;
    }

    public static Result fromString(String text) {
        return ALL.stream()
                .filter(result -> result.name.equalsIgnoreCase(text))
                .findFirst()
                .orElse(FAILURE);
    }

    private Object readResolve() {
        return ALL.get(ordinal);
    }
}
