package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.load.http1.Reply;
import io.jenkins.plugins.seldon.text.Excerpt;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells that an endpoint wants its callers to log in with a browser: a redirect to an OAuth 2.0 authorisation request (RFC
 * 6749, 4.1.1), to another path on another host or to a path that says so, as oauth2-proxy, Kubeflow's authservice,
 * Istio's and the clouds' ingresses send it; or a page with a login's form, as Dex shows it ({@code
 * web/templates/password.html}). Pure.
 */
final class LoginPage {

    private static final String ADVICE =
            ": give the endpoint a token (endpointTokenUrl, or headers with a credentialsId)";

    private LoginPage() {}

    /**
     * What is wrong with an answer that is a way to a login.
     *
     * @param url what was asked
     * @return the end of a sentence; empty for any other answer
     */
    static Optional<String> flaw(String url, Reply reply) {
        if (reply.status() >= 300 && reply.status() < 400) {
            return target(url, reply.location())
                    .filter(target -> isLogin(URI.create(url), target))
                    .map(target -> "a redirect to a login page at " + shown(target) + ADVICE);
        }
        boolean html = reply.contentType().toLowerCase(Locale.ROOT).startsWith("text/html");
        return html && hasLoginForm(new String(reply.body(), StandardCharsets.UTF_8))
                ? Optional.of("a login page instead of a prediction" + ADVICE)
                : Optional.empty();
    }

    /**
     * Where a redirect leads, for people.
     *
     * @param url what was asked
     * @return empty where it does not say
     */
    static Optional<String> target(String url, Reply reply) {
        return target(url, reply.location()).map(target -> Excerpt.of(shown(target)));
    }

    private static Optional<URI> target(String url, String location) {
        try {
            return Optional.of(URI.create(url).resolve(location))
                    .filter(target -> !location.isEmpty() && target.getRawAuthority() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isLogin(URI asked, URI target) {
        String query = String.valueOf(target.getRawQuery());
        String path = String.valueOf(target.getPath()).toLowerCase(Locale.ROOT);
        boolean isRequest = query.contains("response_type=") || query.contains("client_id=");
        // An ingress that has TLS sends to the same path over that, by the name in the Host header:
        // ingress-nginx (ssl-redirect), Istio (httpsRedirect), Knative (http-protocol: redirected).
        boolean isSamePath = String.valueOf(target.getRawPath()).equals(asked.getRawPath());
        boolean isOtherHost = target.getHost() != null && !target.getHost().equalsIgnoreCase(asked.getHost());
        boolean isLogin = Stream.of("/login", "/oauth2/", "/auth", "/signin", "/sign_in", "/saml")
                .anyMatch(path::contains);
        return isRequest || !isSamePath && (isOtherHost || isLogin);
    }

    /** Without a password, and without its query, which holds a state that is nobody's business. */
    private static String shown(URI target) {
        String authority = target.getRawAuthority();
        return target.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1) + target.getRawPath();
    }

    private static boolean hasLoginForm(String page) {
        String text = page.toLowerCase(Locale.ROOT);
        return text.contains("<form")
                && (text.contains("type=\"password\"") || text.contains("type='password'") || text.contains("/login"));
    }
}
