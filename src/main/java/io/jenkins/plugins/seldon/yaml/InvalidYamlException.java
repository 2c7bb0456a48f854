package io.jenkins.plugins.seldon.yaml;

/** A text is no YAML that Helm would take. The message is a clause about "it", and quotes nothing of the text. */
public final class InvalidYamlException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidYamlException(String message) {
        super(message);
    }
}
