package io.jenkins.plugins.seldon.settings;

import hudson.model.Descriptor.FormException;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.lang.reflect.AnnotatedElement;
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
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * What a form submits, looked through before Stapler binds it. Stapler takes what is there: a required text that is blank,
 * which only a run would refuse, and a text that is no number, which it binds as {@code null} (or as 0 for a primitive)
 * without a word. A limit would vanish with it, and a gate pass that should not. Pure.
 */
public final class SubmittedForm {

    private static final String OURS = "io.jenkins.plugins.seldon.";

    private SubmittedForm() {}

    private record Property(Type type, boolean isRequired) {

        static Property of(AnnotatedElement element, Type type) {
            return new Property(type, element.isAnnotationPresent(Required.class));
        }
    }

    /**
     * Refuses a submitted form in which a describable, or one within it, lacks what is {@link Required}, or has a number
     * that is something else. A blank number that always has a value is taken out of the form, so that it keeps its
     * default instead of becoming 0.
     *
     * @param type what the form is bound to
     * @param form what was submitted: a map (as Jenkins' JSON objects are), a list of such, or nothing
     * @throws FormException with a sentence in the language of whoever submits, for the first that is refused
     */
    public static void check(Class<?> type, Object form) throws FormException {
        if (form instanceof Collection<?> entries) {
            for (Object entry : entries) {
                check(type, entry);
            }
        } else if (form instanceof Map<?, ?> fields) {
            for (Map.Entry<String, Property> property : properties(type).entrySet()) {
                String name = property.getKey();
                if (fields.containsKey(name)) {
                    try {
                        checkField(name, property.getValue(), fields);
                    } catch (InvalidOptionException e) {
                        throw new FormException(FormAnswer.said(e.getMessage()), name);
                    }
                }
            }
        }
    }

    private static void checkField(String name, Property property, Map<?, ?> fields) throws FormException {
        Object given = fields.get(name);
        if (property.isRequired()) {
            requireText(name, given == null ? "" : given.toString());
        }
        Type wanted = property.type();
        if (wanted instanceof ParameterizedType list && list.getActualTypeArguments()[0] instanceof Class<?> element) {
            check(element, given);
        } else if (wanted instanceof Class<?> type && isOurs(type)) {
            check(type, given);
        } else if (wanted instanceof Class<?> type && given != null) {
            checkNumber(name, type, given.toString());
            if (type.isPrimitive() && type != boolean.class && given.toString().isBlank()) {
                fields.remove(name);
            }
        }
    }

    private static void checkNumber(String name, Class<?> type, String text) {
        if (type == Integer.class || type == int.class) {
            FormNumbers.whole(name, text);
        } else if (type == Double.class || type == double.class) {
            FormNumbers.decimal(name, text);
        }
    }

    /** @throws InvalidOptionException with a sentence that names the option, when the text is blank */
    static void requireText(String option, String text) {
        if (text.isBlank()) {
            throw new InvalidOptionException(option + " is required: fill it in.");
        }
    }

    /** The types of what Jenkins binds, by name. */
    static Map<String, Type> types(Class<?> type) {
        Map<String, Type> types = new LinkedHashMap<>();
        properties(type).forEach((name, property) -> types.put(name, property.type()));
        return types;
    }

    static boolean isOurs(Class<?> type) {
        return type.getName().startsWith(OURS);
    }

    /** What Jenkins binds, by name: the parameters of the constructor and of the setters. */
    private static Map<String, Property> properties(Class<?> type) {
        Map<String, Property> properties = new LinkedHashMap<>();
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                for (Parameter parameter : constructor.getParameters()) {
                    properties.put(parameter.getName(), Property.of(parameter, parameter.getParameterizedType()));
                }
            }
        }
        List<Method> setters = Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .toList();
        for (Method setter : setters) {
            String name = setter.getName().substring("set".length());
            properties.put(
                    Character.toLowerCase(name.charAt(0)) + name.substring(1),
                    Property.of(setter, setter.getGenericParameterTypes()[0]));
        }
        return properties;
    }
}
