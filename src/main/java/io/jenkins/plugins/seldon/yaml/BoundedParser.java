package io.jenkins.plugins.seldon.yaml;

import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;

/**
 * Hands on a parser's events until there are too many of them: before nodes are made of them, which take most memory. Confined
 * to one thread, as all of SnakeYAML.
 */
final class BoundedParser implements Parser {

    /** The largest charts render some 200,000 nodes. */
    private static final int NODES = 500_000;

    /** Written by hand, a text has a few. */
    private static final int ALIASES = 1_000;

    private final Parser parser;
    private int nodes;
    private int aliases;

    BoundedParser(Parser parser) {
        this.parser = parser;
    }

    /** There is more of something than anybody writes; the message is a clause about the text. */
    static final class TooMuch extends YAMLException {

        private static final long serialVersionUID = 1L;

        TooMuch(String message) {
            super(message);
        }
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
        return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
        return parser.peekEvent();
    }

    @Override
    public Event getEvent() {
        Event event = parser.getEvent();
        switch (event.getEventId()) {
            case Scalar, SequenceStart, MappingStart -> nodes++;
            case Alias -> aliases++;
            default -> {
                return event;
            }
        }
        if (nodes > NODES) {
            throw new TooMuch("has more than " + NODES + " values");
        }
        if (aliases > ALIASES) {
            throw new TooMuch("has more than " + ALIASES + " aliases");
        }
        return event;
    }
}
