package io.jenkins.plugins.seldon.seldon.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The part of PromQL's regular expressions that can be matched in a time that nobody's pattern makes long: alternatives of
 * characters, {@code .}, classes such as {@code [45]} or {@code [^a-z]}, {@code .*} and {@code .+}. It matches a whole value,
 * as in PromQL. Pure.
 */
final class LabelPattern {

    private static final String META = "\\()+*?{}^$";

    private final List<List<Token>> alternatives;

    private LabelPattern(List<List<Token>> alternatives) {
        this.alternatives = alternatives;
    }

    /** One place of a pattern: some characters, or any number of any. */
    private record Token(String characters, boolean negated, boolean many) {

        private static final Token ANY = new Token("", true, false);
        private static final Token MANY = new Token("", true, true);

        static Token of(char c) {
            return new Token(String.valueOf(c), false, false);
        }

        boolean takes(char c) {
            return (characters.indexOf(c) >= 0) != negated;
        }
    }

    /** Empty for what is no such pattern. */
    static Optional<LabelPattern> of(String text) {
        List<List<Token>> alternatives = new ArrayList<>();
        List<Token> current = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '|') {
                alternatives.add(current);
                current = new ArrayList<>();
                at++;
            } else if (c == '[') {
                int end = text.indexOf(']', at + 1);
                Optional<Token> token = end < 0 ? Optional.empty() : ofClass(text.substring(at + 1, end));
                if (token.isEmpty()) {
                    return Optional.empty();
                }
                current.add(token.get());
                at = end + 1;
            } else if (c == '.') {
                char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
                if (next != '*') {
                    current.add(Token.ANY);
                }
                if (next == '*' || next == '+') {
                    current.add(Token.MANY);
                    at++;
                }
                at++;
            } else if (META.indexOf(c) >= 0 || c == ']') {
                return Optional.empty();
            } else {
                current.add(Token.of(c));
                at++;
            }
        }
        alternatives.add(current);
        return Optional.of(new LabelPattern(alternatives));
    }

    private static Optional<Token> ofClass(String text) {
        boolean negated = text.startsWith("^");
        String given = negated ? text.substring(1) : text;
        StringBuilder characters = new StringBuilder();
        for (int i = 0; i < given.length(); i++) {
            char c = given.charAt(i);
            if (c == '\\' || c == '[' || c > 126) {
                return Optional.empty();
            }
            if (i + 2 < given.length() && given.charAt(i + 1) == '-') {
                char last = given.charAt(i + 2);
                if (last < c || last > 126) {
                    return Optional.empty();
                }
                for (char each = c; each <= last; each++) {
                    characters.append(each);
                }
                i += 2;
            } else {
                characters.append(c);
            }
        }
        return characters.isEmpty() ? Optional.empty() : Optional.of(new Token(characters.toString(), negated, false));
    }

    /** Whether it matches the whole value; takes as many looks as both are long, multiplied. */
    boolean matches(String value) {
        return alternatives.stream().anyMatch(tokens -> matches(tokens, value));
    }

    /** What follows the latest {@code .*} that was met is tried at each later place; what came before need not be again. */
    private static boolean matches(List<Token> tokens, String value) {
        int token = 0;
        int at = 0;
        int many = -1;
        int tried = 0;
        while (at < value.length()) {
            if (token < tokens.size() && tokens.get(token).many()) {
                many = token++;
                tried = at;
            } else if (token < tokens.size() && tokens.get(token).takes(value.charAt(at))) {
                token++;
                at++;
            } else if (many >= 0) {
                token = many + 1;
                at = ++tried;
            } else {
                return false;
            }
        }
        while (token < tokens.size() && tokens.get(token).many()) {
            token++;
        }
        return token == tokens.size();
    }
}
