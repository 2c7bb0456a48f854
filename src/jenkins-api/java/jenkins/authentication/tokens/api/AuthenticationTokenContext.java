package jenkins.authentication.tokens.api;

public final class AuthenticationTokenContext<T> {

    public AuthenticationTokenContext(Class<T> type) {}

    public static <T> AuthenticationTokenContext.Builder<T> builder(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public Class<T> getTokenClass() {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean canHave(Object value, Object... objects) {
        throw new UnsupportedOperationException("signature only");
    }

    public boolean mustHave(Object value, Object... objects) {
        throw new UnsupportedOperationException("signature only");
    }

    public static final class Builder<T> {

        public AuthenticationTokenContext.Builder<T> with(Object value) {
            throw new UnsupportedOperationException("signature only");
        }

        public AuthenticationTokenContext.Builder<T> with(Object value, Object value2) {
            throw new UnsupportedOperationException("signature only");
        }

        public AuthenticationTokenContext<T> build() {
            throw new UnsupportedOperationException("signature only");
        }

        private Builder() {}
    }
}
