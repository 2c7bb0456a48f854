package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * No text that comes from outside may hold a core: every pattern of the plugin looks at each character of a long hostile
 * line a bounded number of times, and needs no deeper stack for it. Counted, not timed.
 */
class PatternsTest {

    private static final int LENGTH = 1_000;
    private static final int DEEP = 30_000;
    private static final long LOOKS = 100;

    /** From so many looks at a character, and so many frames more for half a text, a far longer text tells for certain. */
    private static final long SUSPECT_LOOKS = 10;

    private static final long SUSPECT_FRAMES = 10;

    private static final List<String> UNITS =
            """
            a A 1 0x \\s \\t \\n \\r\\n / - -- . .. , ; : :\\s = " ' ` { } {{ }} {{\\s {{- [ ] ( \\\\ \\\\" \\\\\\\\ a\\s \\sa a= a/ /a a, a. a- -\\s v1 v1/
            % # & _ @ :// é a="b", "a"\\s {a=" 1. 1e a:\\sb\\n -\\sa\\n a\\sb Error:\\s a:\\s else\\s end\\s < > <a> ! a!=b, a\\sin\\s(b),
            """
                    .lines()
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .map(String::translateEscapes)
                    .toList();

    private static final List<String> ENDS = List.of("", "!", "x");

    /** How a pattern is used. */
    private record Use(String where, Pattern pattern, Consumer<Matcher> way) {}

    @TestFactory
    Stream<DynamicTest> areLinear() throws Exception {
        List<Use> uses =
                Stream.concat(constants().stream(), literals().stream()).toList();
        assertThat(uses).hasSizeGreaterThan(60);
        return uses.stream()
                .map(use -> DynamicTest.dynamicTest(
                        use.where(),
                        () -> assertThat(flaws(use)).as(use.where()).isEmpty()));
    }

    @Test
    void aPatternThatIsNotLinearIsSeen() {
        assertThat(flaws(new Use("", Pattern.compile("/+$"), PatternsTest::findAll)))
                .isNotEmpty();
        assertThat(flaws(new Use("", Pattern.compile("(a|b)*c"), Matcher::matches)))
                .isNotEmpty();
        assertThat(flaws(new Use("", Pattern.compile("[^/]*"), Matcher::matches)))
                .isEmpty();
    }

    private static List<String> flaws(Use use) {
        List<String> flaws = new ArrayList<>();
        for (String unit : UNITS) {
            for (String end : ENDS) {
                Counted text = new Counted(unit.repeat(LENGTH / unit.length()) + end);
                boolean isBounded = isBounded(use, text)
                        && (!text.isSuspect() || isBounded(use, new Counted(unit.repeat(DEEP / unit.length()) + end)));
                if (!isBounded) {
                    flaws.add("\"" + unit + "\" … \"" + end + "\"");
                }
            }
        }
        return flaws;
    }

    /** Whether neither the looks at the text nor the stack become too much. */
    private static boolean isBounded(Use use, Counted text) {
        try {
            use.way().accept(use.pattern().matcher(text));
            return true;
        } catch (TooManyLooks | StackOverflowError e) {
            return false;
        }
    }

    private static void findAll(Matcher matcher) {
        while (matcher.find()) {
            assertThat(matcher.start()).isNotNegative();
        }
    }

    private static List<Use> constants() throws Exception {
        List<Use> patterns = new ArrayList<>();
        for (String name : OurClasses.ALL.stream().map(type -> type.getName()).toList()) {
            for (Field field : Class.forName(name, false, PatternsTest.class.getClassLoader())
                    .getDeclaredFields()) {
                if (field.getType() == Pattern.class && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    String source = Files.readString(Path.of(
                            "src/main/java/" + name.replaceFirst("\\$.*", "").replace('.', '/') + ".java"));
                    patterns.add(new Use(
                            name.replaceFirst(".*\\.", "") + "." + field.getName(),
                            (Pattern) field.get(null),
                            way(field.getName(), source)));
                }
            }
        }
        return patterns;
    }

    /** What the source calls on the matchers of a constant: all of it matches() or lookingAt(), else as if it searched. */
    private static Consumer<Matcher> way(String constant, String source) {
        String made = "\\b" + constant + "\\.matcher\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)";
        Set<String> calls = new TreeSet<>();
        Pattern.compile(made + "\\s*\\.(\\w+)\\(").matcher(source).results().forEach(call -> calls.add(call.group(1)));
        Pattern.compile("(\\w+) = " + made).matcher(source).results().forEach(variable -> Pattern.compile(
                        "\\b" + variable.group(1) + "\\.(find|matches|lookingAt|replace\\w+|results)\\(")
                .matcher(source)
                .results()
                .forEach(call -> calls.add(call.group(1))));
        calls.removeAll(Set.of("region"));
        if (calls.equals(Set.of("matches"))) {
            return Matcher::matches;
        }
        return calls.equals(Set.of("lookingAt")) ? Matcher::lookingAt : PatternsTest::findAll;
    }

    private static List<Use> literals() throws IOException {
        Pattern use = Pattern.compile("\\.(matches|replaceAll|replaceFirst|split)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
        List<Use> patterns = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = use.matcher(Files.readString(file));
                while (matcher.find()) {
                    String literal = matcher.group(2).translateEscapes();
                    patterns.add(new Use(
                            file.getFileName() + " " + literal,
                            Pattern.compile(literal),
                            matcher.group(1).equals("matches") ? Matcher::matches : PatternsTest::findAll));
                }
            }
        }
        return patterns;
    }

    /** A text that is looked at a bounded number of times, and sees how deep the stack is at its first and its last quarter. */
    private static final class Counted implements CharSequence {

        private static final StackWalker STACK = StackWalker.getInstance();

        private final String text;
        private final int early;
        private final int late;
        private long looks;
        private long framesEarly;
        private long framesLate;

        Counted(String text) {
            this.text = text;
            this.early = text.length() / 4;
            this.late = text.length() - early;
        }

        boolean isSuspect() {
            return looks > SUSPECT_LOOKS * text.length() || framesLate > framesEarly + SUSPECT_FRAMES;
        }

        @Override
        public char charAt(int index) {
            if (++looks > LOOKS * (text.length() + 1)) {
                throw new TooManyLooks();
            }
            if (index == early) {
                framesEarly = Math.max(framesEarly, STACK.walk(Stream::count));
            } else if (index == late) {
                framesLate = Math.max(framesLate, STACK.walk(Stream::count));
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class TooManyLooks extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
