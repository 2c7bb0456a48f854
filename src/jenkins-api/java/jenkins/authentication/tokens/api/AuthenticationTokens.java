package jenkins.authentication.tokens.api;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsMatcher;
import java.util.List;

@SuppressWarnings({"rawtypes", "unchecked"})
public final class AuthenticationTokens {

    public static <T> CredentialsMatcher matcher(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T> CredentialsMatcher matcher(AuthenticationTokenContext<T> authenticationTokenContext) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T, C extends Credentials> T convert(Class<T> type, C value) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T, C extends Credentials> T convert(
            AuthenticationTokenContext<T> authenticationTokenContext, C value) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T, C extends Credentials> T convert(
            AuthenticationTokenContext<T> authenticationTokenContext, C... values) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T, C extends Credentials> T convert(
            AuthenticationTokenContext<T> authenticationTokenContext, List<C> list) {
        throw new UnsupportedOperationException("signature only");
    }

    private AuthenticationTokens() {}
}
