package io.jenkins.plugins.seldon.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to be said in each language, and where its translation lies: beside it, with the language in its name. */
final class Translations {

    static final Path RESOURCES = Path.of("src/main/resources");

    private static final Pattern KEY = Pattern.compile("\\$\\{%([^}]+)}");
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

    private static final Pattern NAME = Pattern.compile("\\b[a-z]+[A-Z]\\w*");

    private Translations() {}

    /** The files of some kind, the translated ones apart from the others. */
    static List<Path> files(String ending, boolean translated) {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> file.toString().endsWith("_ko" + ending) == translated)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the Korean of a file lies: {@code config_ko.properties} for {@code config.jelly}. */
    static Path korean(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling(
                name.substring(0, dot) + "_ko" + name.substring(dot).replace(".jelly", ".properties"));
    }

    /** What a view says: the texts that are their own keys. */
    static Set<String> keys(Path view) {
        return KEY.matcher(text(view))
                .results()
                .map(key -> key.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A properties file as Stapler, the localizer and a ResourceBundle read it; empty where there is none. */
    static Map<String, String> texts(Path file) {
        Map<String, String> texts = new TreeMap<>();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                PropertyResourceBundle bundle = new PropertyResourceBundle(in);
                for (Enumeration<String> keys = bundle.getKeys(); keys.hasMoreElements(); ) {
                    String key = keys.nextElement();
                    texts.put(key, bundle.getString(key));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return texts;
    }

    /** The places of a pattern, such as {@code 0} of {@code {0}}. */
    static Set<String> places(String pattern) {
        return PLACE.matcher(pattern)
                .results()
                .map(place -> place.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Some parts of a text, in their order. */
    static List<String> parts(String text, Pattern wanted) {
        return wanted.matcher(text).results().map(MatchResult::group).toList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The originals and translations of a PO file whose entries have a line each; the two are what the pattern's groups hold. */
    static Map<String, String> entries(Path file, Pattern entry) {
        Map<String, String> entries = new TreeMap<>();
        entry.matcher(text(file)).results().forEach(found -> {
            String original = unquoted(found.group(1));
            if (entries.put(original, unquoted(found.group(2))) != null) {
                throw new AssertionError(file + " has twice: " + original);
            }
        });
        return entries;
    }

    private static String unquoted(String text) {
        return text.replace("\\\"", "\"").replace("\\\\", "\\");
    }

    /** Options and other names of programs in a text: words with a capital letter in the middle. */
    static Set<String> names(String text) {
        return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
