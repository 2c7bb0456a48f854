package net.sf.json;

public final class JSONObject {
    private JSONObject() {}

    public static JSONObject fromObject(Object object) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean has(String key) {
        throw new UnsupportedOperationException("signature only");
    }
}
