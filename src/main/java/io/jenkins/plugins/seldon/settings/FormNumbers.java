package io.jenkins.plugins.seldon.settings;

import hudson.Util;
import hudson.model.Descriptor.FormException;
import io.jenkins.plugins.seldon.text.Excerpt;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Numbers that a form sends as texts. Stapler binds a text that is no number as {@code null} (or as 0 for a primitive),
 * without a word: a limit would vanish with it, and a gate pass that should not. So a submitted form is looked through
 * before it is bound. Pure.
 */
public final class FormNumbers {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:\\d++\\.?\\d*+|\\.\\d++)(?:[eE][+-]?\\d++)?");
    private static final String OURS = "io.jenkins.plugins.seldon.";

    private FormNumbers() {}

    /**
     * A number as a person writes it.
     *
     * @param option names it in the refusal
     * @return null where the text is blank
     * @throws InvalidOptionException with a sentence that names the option and the text, when it is no finite number
     */
    public static Double decimal(String option, String text) {
        String given = Util.fixEmptyAndTrim(text);
        if (given == null) {
            return null;
        }
        if (!DECIMAL.matcher(given).matches() || !Double.isFinite(Double.parseDouble(given))) {
            throw new InvalidOptionException(option + " is '" + Excerpt.of(given)
                    + "', which is not a number: write digits with a point, such as 0.5, or leave it empty.");
        }
        return Double.valueOf(given);
    }

    /** As {@link #decimal}, of a number without a fraction that fits 32 bits. */
    public static Integer whole(String option, String text) {
        String given = Util.fixEmptyAndTrim(text);
        try {
            return given == null ? null : Integer.valueOf(given);
        } catch (NumberFormatException e) {
            throw new InvalidOptionException(option + " is '" + Excerpt.of(given)
                    + "', which is not a whole number: write digits only, such as 200, or leave it empty.");
        }
    }

    /**
     * Refuses a submitted form in which a number of a describable, or of one within it, is something else. A blank number
     * that always has a value is taken out of the form, so that it keeps its default instead of becoming 0.
     *
     * @param type what the form is bound to
     * @param form what was submitted: a map (as Jenkins' JSON objects are), a list of such, or nothing
     * @throws FormException with a sentence, for the first that is none
     */
    public static void check(Class<?> type, Object form) throws FormException {
        if (form instanceof Collection<?> entries) {
            for (Object entry : entries) {
                check(type, entry);
            }
        } else if (form instanceof Map<?, ?> fields) {
            for (Map.Entry<String, Type> property : properties(type).entrySet()) {
                String name = property.getKey();
                if (fields.containsKey(name)) {
                    checkField(name, property.getValue(), fields);
                }
            }
        }
    }

    private static void checkField(String name, Type wanted, Map<?, ?> fields) throws FormException {
        Object given = fields.get(name);
        if (wanted instanceof ParameterizedType list && list.getActualTypeArguments()[0] instanceof Class<?> element) {
            check(element, given);
        } else if (wanted instanceof Class<?> type && type.getName().startsWith(OURS)) {
            check(type, given);
        } else if (wanted instanceof Class<?> type && given != null) {
            try {
                boolean isBlank = given.toString().isBlank();
                if (isWhole(type)) {
                    whole(name, given.toString());
                } else if (type == Double.class || type == double.class) {
                    decimal(name, given.toString());
                } else {
                    return;
                }
                if (isBlank && type.isPrimitive()) {
                    fields.remove(name);
                }
            } catch (InvalidOptionException e) {
                throw new FormException(e.getMessage(), name);
            }
        }
    }

    private static boolean isWhole(Class<?> type) {
        return type == Integer.class || type == int.class;
    }

    /** What Jenkins binds, by name: the parameters of the constructor and of the setters. */
    private static Map<String, Type> properties(Class<?> type) {
        Map<String, Type> properties = new LinkedHashMap<>();
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                for (Parameter parameter : constructor.getParameters()) {
                    properties.put(parameter.getName(), parameter.getParameterizedType());
                }
            }
        }
        List<Method> setters = Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .toList();
        for (Method setter : setters) {
            String name = setter.getName().substring("set".length());
            properties.put(
                    Character.toLowerCase(name.charAt(0)) + name.substring(1), setter.getGenericParameterTypes()[0]);
        }
        return properties;
    }
}
