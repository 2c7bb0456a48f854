package io.jenkins.plugins.seldon.load;

import io.jenkins.plugins.seldon.text.InvalidOptionException;
import java.io.Serializable;
import java.util.Objects;

/**
 * One header that every request of a burst carries. Its value may be a secret: {@link #toString()} leaves it out.
 *
 * @param name an HTTP token
 * @param value printable characters only
 */
public record Header(String name, String value) implements Serializable {

    /** @throws InvalidOptionException with a sentence, when HTTP does not allow such a name or value */
    public Header {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        if (name.isEmpty() || !name.chars().allMatch(Header::isTokenCharacter)) {
            throw new InvalidOptionException("A header's name is empty or has characters that HTTP does not allow.");
        }
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 127))) {
            throw new InvalidOptionException(
                    "The value of the header " + name + " has characters that HTTP does not allow.");
        }
    }

    private static boolean isTokenCharacter(int c) {
        return c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }

    @Override
    public String toString() {
        return name + ": …";
    }
}
