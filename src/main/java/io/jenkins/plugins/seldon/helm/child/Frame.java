package io.jenkins.plugins.seldon.helm.child;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One message between the plugin and Helm's own JVM: a verb and named texts. As a line it is the verb, then
 * {@code name=value} for each field, separated by spaces, values in URL encoding.
 *
 * <p>Fields may hold secrets: {@link #toString()} shows their names only. Immutable.
 *
 * @param verb lowercase letters
 * @param fields names (letters) to texts
 */
public record Frame(String verb, Map<String, String> fields) {

    public Frame {
        if (!verb.matches("[a-z]+")) {
            throw new IllegalArgumentException("a frame's verb is made of lowercase letters");
        }
        if (!fields.keySet().stream().allMatch(name -> name.matches("[A-Za-z]+"))) {
            throw new IllegalArgumentException("a frame's field names are made of letters");
        }
        fields = Map.copyOf(fields);
    }

    /**
     * A frame with these fields, those without a value left out.
     *
     * @param namesAndValues name, value, name, value, …; a value may be null
     */
    public static Frame of(String verb, String... namesAndValues) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                fields.put(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return new Frame(verb, fields);
    }

    /**
     * The frame of a line.
     *
     * @throws IllegalArgumentException if the line is no frame
     */
    public static Frame parse(String line) {
        String[] words = line.split(" ", -1);
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not a frame: a field has no name");
            }
            fields.put(
                    words[i].substring(0, equals),
                    URLDecoder.decode(words[i].substring(equals + 1), StandardCharsets.UTF_8));
        }
        return new Frame(words[0], fields);
    }

    /** This frame as a line, without its end. */
    public String line() {
        return verb
                + fields.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(field -> " " + field.getKey() + "="
                                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining());
    }

    /** A field's text, or null. */
    public String get(String name) {
        return fields.get(name);
    }

    /**
     * A field's text.
     *
     * @throws IllegalArgumentException if the frame has no such field
     */
    public String require(String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the frame " + verb + " has no " + name);
        }
        return value;
    }

    @Override
    public String toString() {
        return verb + " " + fields.keySet().stream().sorted().toList();
    }
}
