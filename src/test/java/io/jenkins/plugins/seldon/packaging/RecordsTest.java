package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** A record's components are its contract: each says what it is. */
class RecordsTest {

    @Test
    void sayWhatEachComponentIs() throws IOException {
        List<String> silent = new ArrayList<>();
        int[] records = new int[1];
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> paths = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources =
                    paths.filter(path -> path.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new TreePathScanner<Void, Void>() {
                    @Override
                    public Void visitClass(ClassTree type, Void nothing) {
                        if (type.getKind() == Tree.Kind.RECORD && !has(type.getModifiers(), Modifier.PRIVATE)) {
                            records[0]++;
                            Set<String> told = told(docs.getDocCommentTree(getCurrentPath()));
                            components(type)
                                    .filter(name -> !told.contains(name))
                                    .forEach(name -> silent.add(type.getSimpleName() + "." + name));
                        }
                        return super.visitClass(type, nothing);
                    }
                }.scan(unit, null);
            }
        }
        assertThat(silent).isEmpty();
        assertThat(records[0]).isGreaterThan(50);
    }

    /** A record has no other fields than its components but static ones. */
    private static Stream<String> components(ClassTree type) {
        return type.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(field -> !has(field.getModifiers(), Modifier.STATIC))
                .map(field -> field.getName().toString());
    }

    private static boolean has(ModifiersTree modifiers, Modifier modifier) {
        return modifiers.getFlags().contains(modifier);
    }

    private static Set<String> told(DocCommentTree comment) {
        Set<String> names = new HashSet<>();
        for (DocTree tag : comment == null ? List.<DocTree>of() : comment.getBlockTags()) {
            if (tag instanceof ParamTree param && !param.getDescription().isEmpty()) {
                names.add(param.getName().toString());
            }
        }
        return names;
    }
}
