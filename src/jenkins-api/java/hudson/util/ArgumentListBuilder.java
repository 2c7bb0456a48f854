package hudson.util;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

public class ArgumentListBuilder implements Serializable, Cloneable {
    private static final long serialVersionUID = 1L;

    private List<String> args = new ArrayList<>();
    private BitSet mask = new BitSet();

    public ArgumentListBuilder() {}

    public ArgumentListBuilder(String... args) {
        add(args);
    }

    public ArgumentListBuilder add(Object argument) {
        return argument == null ? this : add(argument.toString());
    }

    public ArgumentListBuilder add(String argument) {
        return add(argument, false);
    }

    public ArgumentListBuilder add(String argument, boolean masked) {
        if (argument != null) {
            mask.set(args.size(), masked);
            args.add(argument);
        }
        return this;
    }

    public ArgumentListBuilder add(String... arguments) {
        for (String argument : arguments) {
            add(argument);
        }
        return this;
    }

    public ArgumentListBuilder add(Iterable<String> arguments) {
        arguments.forEach(this::add);
        return this;
    }

    public void addMasked(String argument) {
        add(argument, true);
    }

    public ArgumentListBuilder addMasked(Secret argument) {
        return add(Secret.toString(argument), true);
    }

    public List<String> toList() {
        return args;
    }

    public String[] toCommandArray() {
        return args.toArray(String[]::new);
    }

    public boolean hasMaskedArguments() {
        return !mask.isEmpty();
    }

    public boolean[] toMaskArray() {
        boolean[] masks = new boolean[args.size()];
        for (int i = 0; i < masks.length; i++) {
            masks[i] = mask.get(i);
        }
        return masks;
    }

    @Override
    public ArgumentListBuilder clone() {
        try {
            ArgumentListBuilder copy = (ArgumentListBuilder) super.clone();
            copy.args = new ArrayList<>(args);
            copy.mask = (BitSet) mask.clone();
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < args.size(); i++) {
            line.append(i == 0 ? "" : " ").append(mask.get(i) ? "******" : args.get(i));
        }
        return line.toString();
    }
}
