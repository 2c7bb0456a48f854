package io.jenkins.plugins.seldon.yaml;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.scanner.Scanner;
import org.yaml.snakeyaml.scanner.ScannerException;
import org.yaml.snakeyaml.scanner.ScannerImpl;
import org.yaml.snakeyaml.tokens.Token;

/**
 * SnakeYAML's scanner, which refuses lines that a tab indents outside of brackets, as libyaml and go-yaml do. Confined to one
 * thread, as SnakeYAML's own.
 */
final class TabbedScanner implements Scanner {

    private final TabbedReader reader;
    private final Scanner tokens;
    private int brackets;

    /** The first line of which it is not known yet that tabs may begin it. */
    private int line;

    TabbedScanner(TabbedReader reader, LoaderOptions options) {
        this.reader = reader;
        this.tokens = new ScannerImpl(reader, options);
    }

    @Override
    public boolean checkToken(Token.ID... choices) {
        return tokens.checkToken(choices);
    }

    @Override
    public Token peekToken() {
        return tokens.peekToken();
    }

    @Override
    public Token getToken() {
        Token token = tokens.getToken();
        int tabbed = reader.nextTabbedLine(line);
        if (brackets == 0 && tabbed >= 0 && tabbed <= token.getStartMark().getLine()) {
            throw new ScannerException(null, null, "a tab can't indent a line", token.getStartMark());
        }
        if (token.getTokenId() == Token.ID.StreamStart) {
            return token;
        }
        line = Math.max(line, token.getEndMark().getLine() + 1);
        switch (token.getTokenId()) {
            case FlowMappingStart, FlowSequenceStart -> brackets++;
            case FlowMappingEnd, FlowSequenceEnd -> brackets--;
            default -> {
                return token;
            }
        }
        return token;
    }

    @Override
    public void resetDocumentIndex() {
        tokens.resetDocumentIndex();
    }
}
