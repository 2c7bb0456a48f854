package io.jenkins.plugins.seldon.report;

/**
 * How something went, for the eye beside the word: an icon and a colour, both as Jenkins' themes have them. Pure.
 *
 * @param word what it says, in the language of whoever looks at it
 * @param kind how it is to be seen
 */
public record Mark(String word, Kind kind) {

    /** How something is to be seen. */
    public enum Kind {
        GOOD("checkmark-circle-outline", "success"),
        OPEN("help-circle-outline", "warning"),
        BAD("close-circle-outline", "error");

        private final String symbol;
        private final String colour;

        Kind(String symbol, String colour) {
            this.symbol = symbol;
            this.colour = colour;
        }
    }

    /** Of a gate's or a condition's verdict; a word that no version knows is bad. */
    static Mark ofVerdict(String verdict) {
        return new Mark(
                Viewer.word("verdict.", verdict),
                switch (verdict) {
                    case "PASS" -> Kind.GOOD;
                    case "INCONCLUSIVE" -> Kind.OPEN;
                    default -> Kind.BAD;
                });
    }

    /** Of a layer's health. */
    static Mark ofHealth(String health) {
        return new Mark(
                Viewer.word("health.", health),
                switch (health) {
                    case "ok" -> Kind.GOOD;
                    case "broken" -> Kind.BAD;
                    default -> Kind.OPEN;
                });
    }

    /** The symbol's name. */
    public String icon() {
        return "symbol-" + kind.symbol + " plugin-ionicons-api";
    }

    /** Jenkins' class for the icon's colour, in every theme. */
    public String colour() {
        return "jenkins-!-" + kind.colour + "-color";
    }

    /** The style of what it stands at. */
    public String style() {
        return switch (kind) {
            case GOOD -> "good";
            case OPEN -> "open";
            case BAD -> "bad";
        };
    }
}
