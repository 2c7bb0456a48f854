package jenkins.authentication.tokens.api;

public class AuthenticationTokenException extends Exception {

    public AuthenticationTokenException(String text, Throwable throwable) {
        super(text, throwable);
    }

    public AuthenticationTokenException(String text) {
        super(text);
    }

    public AuthenticationTokenException(Throwable throwable) {
        super(throwable);
    }

    public AuthenticationTokenException() {}
}
