package io.jenkins.plugins.seldon.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The options of a step, or of an entry in one of its lists, as tables in Markdown: in the order and the groups of its form,
 * with the help that the form shows, and the default that a fresh one has. What is shared has tables of its own.
 */
final class OptionTables {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Pattern FORM = Pattern.compile(
            "<f:advanced title=\"\\$\\{%([^}]+)}\">|(</f:advanced>)|<f:(?:entry|optionalProperty)\\b[^>]*\\bfield=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("<code>(.*?)</code>");

    private OptionTables() {}

    /** The tables of those options of a type that are wanted. */
    static String of(Class<?> type, Predicate<String> wanted) {
        StringBuilder tables = new StringBuilder();
        String group = null;
        for (Map.Entry<String, String> option : groups(type).entrySet()) {
            if (!wanted.test(option.getKey())) {
                continue;
            }
            if (!option.getValue().equals(group)) {
                group = option.getValue();
                tables.append(group.isEmpty() ? "" : "\n**" + group + "**\n\n")
                        .append("| parameter | default | meaning |\n| --- | --- | --- |\n");
            }
            tables.append("| `")
                    .append(option.getKey())
                    .append("` | ")
                    .append(usual(type, option.getKey()))
                    .append(" | ")
                    .append(meaning(type, option.getKey()).replace("|", "\\|"))
                    .append(" |\n");
        }
        return tables.toString().strip();
    }

    /** Every option that Jenkins binds, and by what name. */
    static Set<String> bound(Class<?> type) {
        Set<String> options = new TreeSet<>();
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                String name = method.getName().substring("set".length());
                options.add(Character.toLowerCase(name.charAt(0)) + name.substring(1));
            }
        }
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                for (Parameter parameter : constructor.getParameters()) {
                    options.add(parameter.getName());
                }
            }
        }
        return options;
    }

    /** The default of an option as a text; empty where a fresh one has none. */
    static String defaultOf(Class<?> type, String option) {
        try {
            Constructor<?> constructor = type.getConstructors()[0];
            Object value =
                    getter(type, option).invoke(constructor.newInstance(new Object[constructor.getParameterCount()]));
            return value == null || value instanceof List ? "" : value.toString();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the default of " + option, e);
        }
    }

    private static String usual(Class<?> type, String option) {
        String value = defaultOf(type, option);
        return value.isEmpty() ? "" : "`" + value + "`";
    }

    /** Options in the form's order, each with the title of the part that is folded away; empty for what is seen at once. */
    private static Map<String, String> groups(Class<?> type) {
        Map<String, String> groups = new LinkedHashMap<>();
        hierarchy(type)
                .map(OptionTables::folder)
                .flatMap(OptionTables::forms)
                .forEach(form -> addGroups(text(form), groups));
        Set<String> options = bound(type);
        groups.keySet().retainAll(options);
        Set<String> missing = new LinkedHashSet<>(options);
        missing.removeAll(groups.keySet());
        if (!missing.isEmpty()) {
            throw new AssertionError("no form shows " + missing + " of " + type.getSimpleName());
        }
        return groups;
    }

    private static void addGroups(String form, Map<String, String> groups) {
        String group = "";
        for (Matcher part = FORM.matcher(form); part.find(); ) {
            if (part.group(3) != null) {
                groups.putIfAbsent(part.group(3), group);
            } else {
                group = part.group(1) == null ? "" : part.group(1);
            }
        }
    }

    private static Stream<Path> forms(Path folder) {
        return Stream.of("config.jelly", "connection.jelly")
                .map(folder::resolve)
                .filter(Files::exists);
    }

    /** The help without the sentence that tells the default alone, which has a column. */
    private static String meaning(Class<?> type, String option) {
        String usual = defaultOf(type, option);
        String help = help(type, option);
        for (String told : List.of("`" + usual + "`", usual)) {
            help = help.replace(" Default: " + told + ".", "");
        }
        return help;
    }

    /** What the form says of an option, as Markdown in one line. */
    static String help(Class<?> type, String option) {
        return hierarchy(type)
                .map(owner -> folder(owner).resolve("help-" + option + ".html"))
                .filter(Files::exists)
                .findFirst()
                .map(file -> markdown(text(file)))
                .orElseThrow(() -> new AssertionError("no help for " + option + " of " + type.getSimpleName()));
    }

    /** The little HTML that help has: {@code div}, {@code p}, {@code code} and entities. */
    static String markdown(String html) {
        String plain = html.replaceAll("</?div>|</p>", "")
                .replaceAll("\\s+", " ")
                .strip()
                .replaceAll(" ?<p> ?", "<br>");
        return CODE.matcher(plain)
                .replaceAll(code -> Matcher.quoteReplacement("`" + unescaped(code.group(1)) + "`"))
                .replace("&#39;", "'");
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
    }

    private static Method getter(Class<?> type, String option) throws NoSuchMethodException {
        String suffix = Character.toUpperCase(option.charAt(0)) + option.substring(1);
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getParameterCount() == 0)
                .filter(method -> method.getName().equals("get" + suffix)
                        || method.getName().equals("is" + suffix))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(type.getSimpleName() + "." + option));
    }

    /** The type itself first. */
    private static Stream<Class<?>> hierarchy(Class<?> type) {
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> next = type; next != null; next = next.getSuperclass()) {
            types.add(next);
        }
        return types.stream();
    }

    private static Path folder(Class<?> type) {
        return RESOURCES.resolve(type.getName().replace('.', '/').replace('$', '/'));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
