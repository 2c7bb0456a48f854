package hudson;

import java.util.Map;
import java.util.TreeMap;

/** Case-insensitive names and {@code PATH+X} prefixes as in Jenkins; null values are refused as there. */
public class EnvVars extends TreeMap<String, String> {
    private static final long serialVersionUID = 1L;

    public EnvVars() {
        super(String.CASE_INSENSITIVE_ORDER);
    }

    public EnvVars(Map<String, String> map) {
        this();
        putAll(map);
    }

    public EnvVars(EnvVars vars) {
        this((Map<String, String>) vars);
    }

    public EnvVars(String... namesAndValues) {
        this();
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values must come in pairs");
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            put(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    public void override(String key, String value) {
        if (value == null || value.isEmpty()) {
            remove(key);
            return;
        }
        int plus = key.indexOf('+');
        if (plus > 0) {
            String name = key.substring(0, plus);
            String old = get(name);
            put(name, old == null ? value : value + java.io.File.pathSeparator + old);
            return;
        }
        put(key, value);
    }

    public EnvVars overrideAll(Map<String, String> all) {
        all.forEach(this::override);
        return this;
    }

    @Override
    public String put(String key, String value) {
        if (value == null) {
            throw new IllegalArgumentException("Null value not allowed as an environment variable: " + key);
        }
        return super.put(key, value);
    }

    public String expand(String text) {
        return Util.replaceMacro(text, this);
    }
}
