package io.jenkins.plugins.seldon.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The example for Configuration as Code in {@code docs/steps.md}, loaded and exported by that plugin's rules: a symbol, the
 * constructor's parameters and the setters by name, and for an export the getters, without what a fresh object has as well
 * (configuration-as-code, DataBoundConfigurator). The plugin itself is in Jenkins' own repository only.
 */
class ConfigurationAsCodeTest {

    private static final Pattern EXAMPLE = Pattern.compile("```yaml\\n(unclassified:.*?)```", Pattern.DOTALL);

    @Test
    void theDocumentedExampleIsLoadedAndExported() throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("docs/steps.md")));
        assertThat(example.find()).isTrue();
        Map<String, Object> root = map(new Yaml(new SafeConstructor(new LoaderOptions())).load(example.group(1)));
        Map<String, Object> unclassified = map(root.get("unclassified"));
        String symbol =
                SeldonAnalyticsConfiguration.class.getAnnotation(Symbol.class).value()[0];
        assertThat(unclassified).containsOnlyKeys(symbol);
        Map<String, Object> settings = map(unclassified.get(symbol));

        SeldonAnalyticsConfiguration loaded = new SeldonAnalyticsConfiguration();
        set(loaded, settings);

        assertThat(loaded.getClusters()).singleElement().satisfies(cluster -> assertThat(
                        cluster.usableBy("models/iris"))
                .isTrue());
        assertThat(loaded.getBurstLimits().toLimits().requests()).isEqualTo(100_000);
        assertThat(exported(loaded, new SeldonAnalyticsConfiguration())).isEqualTo(settings);
    }

    private static void set(Object target, Map<String, Object> settings) throws ReflectiveOperationException {
        for (Map.Entry<String, Object> setting : settings.entrySet()) {
            Method setter = setters(target.getClass()).get(setting.getKey());
            assertThat(setter).as(setting.getKey()).isNotNull();
            setter.invoke(target, bound(setter.getGenericParameterTypes()[0], setting.getValue()));
        }
    }

    private static Object bound(Type type, Object value) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType list) {
            List<Object> entries = new ArrayList<>();
            for (Object entry : (List<?>) value) {
                entries.add(bound(list.getActualTypeArguments()[0], entry));
            }
            return entries;
        }
        return value instanceof Map<?, ?> ? made((Class<?>) type, map(value)) : value;
    }

    private static Object made(Class<?> type, Map<String, Object> settings) throws ReflectiveOperationException {
        Map<String, Object> left = new LinkedHashMap<>(settings);
        Constructor<?> constructor = constructor(type);
        Object made = constructor.newInstance(Arrays.stream(constructor.getParameters())
                .map(parameter -> left.remove(parameter.getName()))
                .toArray());
        set(made, left);
        return made;
    }

    private static Map<String, Object> exported(Object object, Object fresh) throws ReflectiveOperationException {
        Map<String, Object> exported = new LinkedHashMap<>();
        for (String name : setters(object.getClass()).keySet()) {
            Object value = value(object, name);
            if (!value.equals(value(fresh, name))) {
                exported.put(name, exported(value));
            }
        }
        exported.values().removeIf(Map.of()::equals);
        return exported;
    }

    private static Object exported(Object value) throws ReflectiveOperationException {
        if (value instanceof List<?> list) {
            List<Object> entries = new ArrayList<>();
            for (Object entry : list) {
                entries.add(exported(entry));
            }
            return entries;
        }
        if (!value.getClass().getName().startsWith("io.jenkins.plugins.seldon.")) {
            return value;
        }
        Map<String, Object> exported = new LinkedHashMap<>();
        for (Parameter parameter : constructor(value.getClass()).getParameters()) {
            exported.put(parameter.getName(), value(value, parameter.getName()));
        }
        exported.putAll(exported(value, made(value.getClass(), exported)));
        return exported;
    }

    /** What is not given is null in some objects, and no default of another kind. */
    private static Object value(Object object, String property) throws ReflectiveOperationException {
        String name = Character.toUpperCase(property.charAt(0)) + property.substring(1);
        Method getter = Arrays.stream(object.getClass().getMethods())
                .filter(method -> method.getParameterCount() == 0)
                .filter(method -> method.getName().equals("get" + name)
                        || method.getName().equals("is" + name))
                .findFirst()
                .orElseThrow();
        Object value = getter.invoke(object);
        return value == null ? "" : value;
    }

    private static Constructor<?> constructor(Class<?> type) {
        return Arrays.stream(type.getConstructors())
                .filter(constructor -> constructor.isAnnotationPresent(DataBoundConstructor.class))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Method> setters(Class<?> type) {
        Map<String, Method> setters = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                String name = method.getName().substring("set".length());
                setters.put(Character.toLowerCase(name.charAt(0)) + name.substring(1), method);
            }
        }
        return setters;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
