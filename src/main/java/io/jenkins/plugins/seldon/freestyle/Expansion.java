package io.jenkins.plugins.seldon.freestyle;

import io.jenkins.plugins.seldon.steps.ClusterStep;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Puts a build's variables into a step's texts, as {@code ${MODEL}} is understood by every build step of a freestyle
 * job. In a Pipeline that is the Jenkinsfile's own business, so no step does it itself.
 *
 * <p>An option that turns out blank counts as not given, and blanks around one are left out, as when it is bound from a form.
 *
 * <p>Ids of credentials stay as they are: whoever may start a build with a parameter must not choose the credential
 * that it uses.
 */
final class Expansion {

    private static final String OURS = "io.jenkins.plugins.seldon.";
    private static final String CREDENTIALS_ID = "credentialsid";

    private final UnaryOperator<String> expand;

    private Expansion(UnaryOperator<String> expand) {
        this.expand = expand;
    }

    /**
     * A copy of a step in which each text is expanded, those in its parts and lists too. The step itself, which the job
     * keeps, does not change.
     */
    static <S extends ClusterStep> S of(S step, UnaryOperator<String> expand) throws IOException {
        try {
            S copy = copy(step);
            new Expansion(expand).fields(copy);
            return copy;
        } catch (ReflectiveOperationException e) {
            throw new IOException("The options of " + step.getClass().getSimpleName() + " could not be copied.", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Serializable> T copy(T original) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    private void fields(Object options) throws IllegalAccessException {
        for (Class<?> type = options.getClass(); isOurs(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isStatic(modifiers)
                        && !Modifier.isTransient(modifiers)
                        && !field.getName().toLowerCase(Locale.ROOT).endsWith(CREDENTIALS_ID)) {
                    field.setAccessible(true);
                    Object value = expanded(field.get(options));
                    boolean isGiven = Modifier.isFinal(modifiers) || !"".equals(value);
                    field.set(options, isGiven ? value : null);
                }
            }
        }
    }

    private Object expanded(Object value) throws IllegalAccessException {
        if (value instanceof String text) {
            String given = expand.apply(text);
            String bare = given.strip();
            // In several lines, as of YAML, the blanks before the first one count.
            return bare.contains("\n") ? given : bare;
        }
        if (value instanceof List<?> list) {
            List<Object> parts = new ArrayList<>();
            for (Object part : list) {
                parts.add(expanded(part));
            }
            return parts;
        }
        if (value != null && isOurs(value.getClass()) && !value.getClass().isEnum()) {
            fields(value);
        }
        return value;
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith(OURS);
    }
}
