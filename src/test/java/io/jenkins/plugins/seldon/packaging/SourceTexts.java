package io.jenkins.plugins.seldon.packaging;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What the code says, read off its syntax: each text that is written in it, with {@code {0}}, {@code {1}}, … where something is
 * put in by {@code +} or a format. Of what only the controller's log or a bug's stack trace shows, or what others' words are
 * compared with, nothing.
 */
final class SourceTexts {

    private static final Path SOURCES = Path.of("src/main/java");

    /** Methods whose texts nobody reads: they look for something in others' texts, or name what programs know by it. */
    private static final Set<String> NOT_SAID_BY = Set.of(
            "contains",
            "startsWith",
            "endsWith",
            "equals",
            "equalsIgnoreCase",
            "indexOf",
            "lastIndexOf",
            "compile",
            "matches",
            "split",
            "requireNonNull",
            "header",
            "addHeader",
            "setName",
            "log",
            "containsIgnoreCase");

    private static final Set<String> NOT_SAID_IN = Set.of(
            "IllegalStateException", "IllegalArgumentException", "AssertionError", "UncheckedIOException", "Thread");

    private static final Pattern PUT_IN = Pattern.compile("%(?:\\.\\d)?[sdf]|(?<=\\()%(?=\\))");

    /** Two words, or a word beside what is put in or goes on. */
    private static final Pattern PROSE = Pattern.compile(
            "[A-Za-z']{2,}[,;:.)]* +\\(?[A-Za-z~']" + "|~[^A-Za-z=(~]* [a-z]{2,}|[a-z]{2,}[:;,]? ~|^[:;,.] ?[a-z]{2,}");

    private SourceTexts() {}

    /** Every text, with the file that says it. */
    static Map<String, String> all() {
        Map<String, String> texts = new TreeMap<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(SOURCES)) {
            List<Path> read = sources.filter(source -> source.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(read));
            for (CompilationUnitTree file : task.parse()) {
                new Scanner(
                                Path.of(file.getSourceFile().getName())
                                        .getFileName()
                                        .toString(),
                                texts)
                        .scan(file, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    /** Whether a text is more than a name; what has several lines is a script, or of a protocol. */
    static boolean isProse(String text) {
        return text.indexOf('\n') < 0
                && PROSE.matcher(text.replaceAll("\\{\\d+}", "~")).find();
    }

    private static final class Scanner extends TreeScanner<Void, Void> {

        private final String file;
        private final Map<String, String> texts;

        Scanner(String file, Map<String, String> texts) {
            this.file = file;
            this.texts = texts;
        }

        @Override
        public Void visitAnnotation(AnnotationTree annotation, Void none) {
            return null;
        }

        @Override
        public Void visitNewClass(NewClassTree made, Void none) {
            return NOT_SAID_IN.contains(made.getIdentifier().toString()) ? null : super.visitNewClass(made, none);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
            String name = call.getMethodSelect() instanceof MemberSelectTree member
                    ? member.getIdentifier().toString()
                    : call.getMethodSelect().toString();
            return NOT_SAID_BY.contains(name)
                    ? scan(call.getMethodSelect(), none)
                    : super.visitMethodInvocation(call, none);
        }

        @Override
        public Void visitBinary(BinaryTree sum, Void none) {
            List<ExpressionTree> parts = new ArrayList<>();
            flatten(sum, parts);
            if (parts.stream().noneMatch(Scanner::isText)) {
                return super.visitBinary(sum, none);
            }
            StringBuilder text = new StringBuilder();
            int places = 0;
            for (ExpressionTree part : parts) {
                if (isText(part)) {
                    text.append(((LiteralTree) part).getValue());
                } else {
                    text.append('{').append(places++).append('}');
                    scan(part, none);
                }
            }
            add(text.toString());
            return null;
        }

        @Override
        public Void visitLiteral(LiteralTree literal, Void none) {
            if (literal.getValue() instanceof String text) {
                add(text);
            }
            return null;
        }

        private void add(String text) {
            StringBuilder placed = new StringBuilder();
            int from = 0;
            int place = (int) text.chars().filter(c -> c == '{').count();
            for (MatchResult put : PUT_IN.matcher(text).results().toList()) {
                placed.append(text, from, put.start())
                        .append('{')
                        .append(place++)
                        .append('}');
                from = put.end();
            }
            texts.putIfAbsent(placed.append(text.substring(from)).toString(), file);
        }

        private static boolean isText(ExpressionTree part) {
            return part instanceof LiteralTree literal
                    && (literal.getValue() instanceof String || literal.getValue() instanceof Character);
        }

        private static void flatten(ExpressionTree sum, List<ExpressionTree> parts) {
            if (sum instanceof BinaryTree binary && binary.getKind() == Tree.Kind.PLUS) {
                flatten(binary.getLeftOperand(), parts);
                flatten(binary.getRightOperand(), parts);
            } else {
                parts.add(sum);
            }
        }
    }
}
