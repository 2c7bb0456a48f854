package io.jenkins.plugins.seldon.kubernetes;

/** Checks on the short texts of a connection, which end up in HTTP headers. A refusal names the value and never quotes it. */
final class ConnectionText {

    private ConnectionText() {}

    static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    /** Printable ASCII without a space, stripped. */
    static String token(String text, String what) {
        String stripped = text.strip();
        if (!stripped.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new InvalidConnectionException(
                    "The " + what + " of the connection contains a space, a line break or a non-ASCII character.");
        }
        return stripped;
    }

    /** Anything but control characters. */
    static String printable(String text, String what) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidConnectionException("The " + what + " of the connection contains a control character.");
        }
        return text;
    }
}
