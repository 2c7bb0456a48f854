package io.jenkins.plugins.seldon.steps;

import io.jenkins.plugins.seldon.http.HttpAccess;
import io.jenkins.plugins.seldon.http.TokenGrant;
import io.jenkins.plugins.seldon.node.Connections;
import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.IOException;

/** Reads how a step's endpoint gets its token. */
final class EndpointToken {

    private EndpointToken() {}

    /**
     * The grant that the options ask for.
     *
     * @throws InvalidOptionException with a sentence, when the options don't go together
     * @throws hudson.AbortException with a sentence, when the credential can't be read
     */
    static TokenGrant grant(AssertPredictionMetricsStep step, Connections connections)
            throws IOException, InterruptedException {
        String url = step.getEndpointTokenUrl();
        String id = step.getEndpointTokenCredentialsId();
        if (url.isEmpty()) {
            if (!id.isEmpty()
                    || !step.getEndpointTokenScope().isEmpty()
                    || !step.getEndpointTokenAudience().isEmpty()) {
                throw new InvalidOptionException(
                        "A token for the endpoint needs endpointTokenUrl, the URL that issues it.");
            }
            return TokenGrant.NONE;
        }
        TokenGrant.requireUrl(url);
        if (id.isEmpty()) {
            throw new InvalidOptionException(
                    "endpointTokenUrl needs endpointTokenCredentialsId: the client's id and secret.");
        }
        HttpAccess client = connections.access(id);
        if (client.user().isEmpty()) {
            throw new InvalidOptionException(
                    "endpointTokenCredentialsId needs a user name with password: the client's id and secret; '" + id
                            + "' is of another kind.");
        }
        return new TokenGrant(
                url, client.user(), client.password(), step.getEndpointTokenScope(), step.getEndpointTokenAudience());
    }
}
