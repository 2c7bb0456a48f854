package jenkins.authentication.tokens.api;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsMatcher;

@SuppressWarnings({"rawtypes", "unchecked"})
public final class AuthenticationTokens {

    public static <T> CredentialsMatcher matcher(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T, C extends Credentials> T convert(Class<T> type, C value) {
        throw new UnsupportedOperationException("signature only");
    }

    private AuthenticationTokens() {}
}
