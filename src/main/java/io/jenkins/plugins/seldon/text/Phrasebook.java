package io.jenkins.plugins.seldon.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Says in another language what was said in English. The English text with its places is the key, as in gettext, so that what
 * was said by an earlier version, on an agent or in an exception can still be said to whoever reads it; what is not known
 * stays as it is. Nothing but what people read may depend on it. Immutable.
 *
 * <p>A text is looked up as a whole, then by its parts: sentences, clauses, what is listed, a remark in brackets. What stands
 * in places is translated in the same way, so that names and numbers stay.
 */
final class Phrasebook {

    /** Knows nothing. */
    static final Phrasebook NONE = new Phrasebook(Map.of());

    private static final Map<String, Phrasebook> READ = new ConcurrentHashMap<>();

    private static final List<String> CLAUSES = List.of(". ", "; ");
    private static final List<String> LISTS = List.of(". ", "; ", ", ");
    private static final List<String> SEPARATORS = List.of("; ", ". ", ": ", ", ");

    /** How a text is looked up, in this order. */
    private static final List<Way> WAYS = List.of(
            (reading, text, depth) -> reading.byPattern(text, depth, Reading::isOneClause),
            Reading::byKnownParts,
            (reading, text, depth) -> reading.byPattern(text, depth, Reading::isTelling),
            (reading, text, depth) -> reading.byPattern(text, depth, Reading::isBelievable),
            Reading::byParts);

    /** One way to look a text up; null where it does not find it. */
    private interface Way {
        String translate(Reading reading, String text, int depth);
    }

    /** An object of a cluster, by its kind and its name: the same in every language. */
    private static final Pattern OBJECT = Pattern.compile("[A-Z][A-Za-z]+ [a-z0-9][-a-z0-9.:/]*");

    private static final int LONGEST = 2_000;
    private static final int DEEPEST = 16;

    /** Parts that one sentence here has at most. */
    private static final int MOST_TOGETHER = 4;

    private final Map<String, String> whole = new HashMap<>();
    private final List<Entry> patterns = new ArrayList<>();

    private record Entry(TextPattern english, TextPattern other) {}

    private Phrasebook(Map<String, String> texts) {
        texts.forEach((english, other) -> {
            add(clause(english), clause(other));
            if (english.startsWith("; ")) {
                add(clause(english).substring(2), clause(other).substring(2));
            }
        });
        patterns.sort(Comparator.comparing((Entry entry) -> entry.english().letters())
                .thenComparing(entry -> entry.english().toString().length())
                .reversed());
    }

    private void add(String english, String other) {
        TextPattern pattern = new TextPattern(english);
        if (pattern.hasPlaces()) {
            patterns.add(new Entry(pattern, new TextPattern(other)));
        } else {
            whole.put(begun(english), other);
        }
    }

    /**
     * The one of a language, in {@code <language>.po} and, where that does not have it, what its sentences say came of a step;
     * one that knows nothing where there is no such file.
     */
    static Phrasebook of(String language) {
        return READ.computeIfAbsent(language, Phrasebook::read);
    }

    private static Phrasebook read(String language) {
        try (InputStream file = language.isEmpty() ? null : Phrasebook.class.getResourceAsStream(language + ".po")) {
            if (file == null) {
                return NONE;
            }
            Map<String, String> texts = Outcomes.in(Locale.forLanguageTag(language));
            texts.putAll(PoFile.read(new String(file.readAllBytes(), StandardCharsets.UTF_8)));
            return new Phrasebook(texts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An English text in this language, as far as it is known; texts of more than 2,000 characters are not. */
    String translate(String english) {
        return patterns.isEmpty() || english.length() > LONGEST ? english : new Reading().translate(english, 0);
    }

    /** Without the full stop at its end. */
    private static String clause(String text) {
        return text.length() > 1 && text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /** With a small letter first: a clause may begin a sentence. */
    private static String begun(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    /** One text's translation; remembers what it has looked up. */
    private final class Reading {

        private final Map<String, String> known = new HashMap<>();
        private final Map<String, String> byThemselves = new HashMap<>();

        String translate(String text, int depth) {
            if (depth > DEEPEST || text.isBlank()) {
                return text;
            }
            String before = known.get(text);
            if (before != null) {
                return before;
            }
            String clause = clause(text);
            String end = text.substring(clause.length());
            String translated = whole.get(begun(clause));
            for (Way way : WAYS) {
                translated = translated == null ? way.translate(this, clause, depth) : translated;
            }
            String said = translated == null ? text : translated + end;
            known.put(text, said);
            return said;
        }

        private interface Believed {
            boolean test(Reading reading, Entry entry, TextPattern.Filled filled, int depth);
        }

        private String byPattern(String text, int depth, Believed believed) {
            for (Entry entry : patterns) {
                TextPattern.Filled filled = entry.english().match(text);
                if (filled != null && believed.test(this, entry, filled, depth)) {
                    List<String> texts = filled.texts().stream()
                            .map(held -> translate(held, depth + 1))
                            .toList();
                    return entry.other().fill(new TextPattern.Filled(filled.places(), texts));
                }
            }
            return null;
        }

        /** What stands before the words of one that begins with a place is no clause of its own, nor a part of a remark. */
        private boolean isTelling(Entry entry, TextPattern.Filled filled, int depth) {
            List<String> held = filled.texts();
            return entry.english().isTelling()
                    && (!entry.english().beginsWithPlace()
                            || held.subList(0, held.size() - 1).stream()
                                    .noneMatch(text -> isTorn(text) || has(text, "; ")));
        }

        /** No place holds several clauses, but for others' words before an advice. */
        private boolean isOneClause(Entry entry, TextPattern.Filled filled, int depth) {
            List<String> held = filled.texts();
            boolean isList = entry.english().beginsWithPlace()
                    ? held.get(0).contains(": ") || held.get(0).contains(", ")
                    : held.stream().anyMatch(entry.english()::beginsAgainIn);
            return entry.english().isTelling()
                    && !isList
                    && IntStream.range(0, held.size())
                            .filter(i -> i != entry.english().beforeAdvice())
                            .mapToObj(held::get)
                            .noneMatch(text -> isTorn(text) || CLAUSES.stream().anyMatch(end -> has(text, end)));
        }

        /** The same, where what stands around it is known too: else it is by chance that it has the words of a part. */
        private boolean isOneKnownClause(Entry entry, TextPattern.Filled filled, int depth) {
            return isOneClause(entry, filled, depth)
                    && filled.around().stream()
                            .allMatch(held -> held.indexOf(' ') < 0
                                    || !known(held, depth + 1).isEmpty());
        }

        /** Whether a bracket opens or closes in it whose other half is elsewhere. */
        private static boolean isTorn(String text) {
            int depth = 0;
            for (int i = 0; i < text.length() && depth >= 0; i++) {
                depth += deeper(text.charAt(i));
            }
            return depth != 0;
        }

        /** What is in brackets is a remark, and what is in braces is JSON: others' words as a whole. */
        private static int deeper(char c) {
            return c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
        }

        /** Names, numbers and their units, or what is known by itself; not words alone, nor several that are listed. */
        private boolean isBelievable(Entry entry, TextPattern.Filled filled, int depth) {
            return !entry.english().isTelling()
                    && (!entry.other().beginsWithCount()
                            || isNumber(filled.texts().get(0)))
                    && (!entry.english().beginsWithPlace()
                            || !filled.texts().get(0).contains(", ")
                                    && filled.texts().stream()
                                            .anyMatch(held -> isMoreThanLetters(held)
                                                    || OBJECT.matcher(held).matches()))
                    && filled.texts().stream()
                            .allMatch(held -> held.strip().indexOf(' ') < 0
                                    || held.indexOf(' ') == held.lastIndexOf(' ') && Character.isDigit(held.charAt(0))
                                    || !known(held, depth + 1).isEmpty());
        }

        private static boolean isNumber(String held) {
            return !held.isEmpty() && held.chars().allMatch(Character::isDigit);
        }

        private static boolean isMoreThanLetters(String held) {
            return !held.isEmpty() && !held.chars().allMatch(c -> Character.isLetter(c) || c == ' ');
        }

        /** Where each sentence, each clause or each thing that is listed is known by itself. */
        private String byKnownParts(String text, int depth) {
            for (String separator : LISTS) {
                List<String> parts = split(text, separator);
                List<String> said = parts.size() > 1 ? said(parts, separator, depth + 1, true) : List.of();
                if (!said.isEmpty()) {
                    return String.join(separator, said);
                }
            }
            return null;
        }

        /**
         * Parts, or some together where they are known as one.
         *
         * @param known whether each must be known: there are none where one is not
         */
        private List<String> said(List<String> parts, String separator, int depth, boolean known) {
            List<String> said = new ArrayList<>();
            int from = 0;
            while (from < parts.size()) {
                int to = Math.min(parts.size(), from + MOST_TOGETHER);
                String one = "";
                while (one.isEmpty() && to > from) {
                    one = known(String.join(separator, parts.subList(from, to)), depth);
                    to -= one.isEmpty() ? 1 : 0;
                }
                if (to == from) {
                    if (known) {
                        return List.of();
                    }
                    one = translate(parts.get(from), depth);
                    to++;
                }
                said.add(one);
                from = to;
            }
            return said;
        }

        /** A text that is known as it stands, perhaps with a remark in brackets; empty where it is not. */
        private String known(String part, int depth) {
            String before = byThemselves.get(part);
            if (before == null) {
                before = depth > DEEPEST ? "" : byItself(part, depth);
                byThemselves.put(part, before);
            }
            return before;
        }

        private String byItself(String part, int depth) {
            String clause = clause(part);
            String end = part.substring(clause.length());
            String said = whole.get(begun(clause));
            said = said == null ? byPattern(clause, depth, Reading::isOneKnownClause) : said;
            said = said == null ? byPattern(clause, depth, Reading::isBelievable) : said;
            if (said != null) {
                return said + end;
            }
            if (OBJECT.matcher(part).matches()) {
                return part;
            }
            int open = clause.endsWith(")") ? opening(clause) : -1;
            if (open <= 1) {
                return "";
            }
            String bare = clause.substring(0, open - 1);
            String before = known(bare, depth + 1);
            String gap = before.equals(bare) ? " " : "";
            return before.isEmpty() ? "" : before + gap + translate(clause.substring(open), depth + 1) + end;
        }

        private String byParts(String text, int depth) {
            int open = text.endsWith(")") ? opening(text) : -1;
            if (open >= 0) {
                String before = text.substring(0, Math.max(0, open - 1));
                String said = translate(before, depth + 1);
                String gap = open > 0 && said.equals(before) ? " (" : "(";
                String inner = text.substring(open + 1, text.length() - 1);
                return changed(text, said + gap + translate(inner, depth + 1) + ")");
            }
            for (String separator : SEPARATORS) {
                List<String> parts = split(text, separator);
                if (parts.size() > 1) {
                    return changed(text, String.join(separator, said(parts, separator, depth + 1, false)));
                }
            }
            return null;
        }

        private static String changed(String text, String translated) {
            return translated.equals(text) ? null : translated;
        }

        /** Where the bracket opens that closes at the end; at the beginning or after a blank only. */
        private static int opening(String text) {
            int depth = 0;
            for (int i = text.length() - 1; i >= 0; i--) {
                char c = text.charAt(i);
                depth += c == ')' ? 1 : c == '(' ? -1 : 0;
                if (depth == 0) {
                    return i == 0 || text.charAt(i - 1) == ' ' ? i : -1;
                }
            }
            return -1;
        }

        private static boolean has(String text, String separator) {
            return text.contains(separator) && split(text, separator).size() > 1;
        }

        /** Outside of brackets. */
        private static List<String> split(String text, String separator) {
            List<String> parts = new ArrayList<>();
            int depth = 0;
            int from = 0;
            for (int i = 0; i < text.length(); i++) {
                depth += deeper(text.charAt(i));
                if (depth <= 0 && text.startsWith(separator, i)) {
                    parts.add(text.substring(from, i));
                    from = i + separator.length();
                }
            }
            parts.add(text.substring(from));
            return parts;
        }
    }
}
