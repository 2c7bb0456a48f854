package jenkins.util;

public class SystemProperties {

    public static String getString(String text) {
        return System.getProperty(text);
    }

    public static String getString(String text, String text2) {
        return System.getProperty(text, text2);
    }

    public static boolean getBoolean(String text) {
        return Boolean.getBoolean(text);
    }

    public static boolean getBoolean(String text, boolean flag) {
        return Boolean.parseBoolean(System.getProperty(text, String.valueOf(flag)));
    }

    public static Integer getInteger(String text, Integer integer) {
        return Integer.getInteger(text, integer);
    }

    private SystemProperties() {}
}
