package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The stand-ins have what we use, and no more. */
class StandInUsesTest {

    private static final Set<String> STAND_INS =
            Signatures.standIns().stream().map(Class::getName).collect(Collectors.toSet());

    private static final JavaClasses ALL =
            new ClassFileImporter().importPaths(Path.of("target/classes"), Path.of("target/test-classes"));

    @Test
    void noStandInHasAMemberThatNobodyUses() {
        Set<JavaMember> used = used();
        List<String> unused = ALL.stream()
                .filter(StandInUsesTest::isStandIn)
                .flatMap(type -> type.getMembers().stream())
                .filter(StandInUsesTest::isChosen)
                .filter(member -> !used.contains(member))
                .map(JavaMember::getFullName)
                .sorted()
                .toList();
        assertThat(unused).isEmpty();
    }

    @Test
    void noStandInIsOneThatNobodyNeeds() {
        Set<JavaClass> needed = new LinkedHashSet<>();
        Deque<JavaClass> reached = new ArrayDeque<>();
        ALL.stream().filter(type -> !isStandIn(type)).forEach(reached::add);
        while (!reached.isEmpty()) {
            JavaClass type = reached.pop();
            if (needed.add(type)) {
                type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .filter(StandInUsesTest::isStandIn)
                        .forEach(reached::add);
                type.getEnclosingClass().ifPresent(reached::add);
            }
        }
        assertThat(ALL.stream().filter(StandInUsesTest::isStandIn).filter(type -> !needed.contains(type)))
                .isEmpty();
    }

    /** Whatever our classes reach: directly, by overriding, or through what they reach. */
    private static Set<JavaMember> used() {
        Set<JavaMember> used = new LinkedHashSet<>();
        Deque<JavaMember> reached = new ArrayDeque<>();
        ALL.stream()
                .filter(StandInUsesTest::isStandIn)
                .flatMap(type -> type.getConstructors().stream())
                .filter(constructor -> !isVisible(constructor))
                .forEach(reached::add);
        ALL.stream().filter(type -> !isStandIn(type)).forEach(type -> {
            accesses(type.getAccessesFromSelf()).forEach(reached::add);
            type.getMethods().stream().flatMap(StandInUsesTest::overridden).forEach(reached::add);
        });
        while (!reached.isEmpty()) {
            JavaMember member = reached.pop();
            if (isStandIn(member.getOwner()) && used.add(member)) {
                member.getOwner().getStaticInitializer().ifPresent(initializer -> accesses(
                                initializer.getAccessesFromSelf())
                        .forEach(reached::add));
                if (member instanceof JavaCodeUnit unit) {
                    accesses(unit.getAccessesFromSelf()).forEach(reached::add);
                }
                if (member instanceof JavaMethod method) {
                    Stream.concat(overridden(method), overriding(method)).forEach(reached::add);
                }
            }
        }
        return used;
    }

    private static Stream<JavaMember> accesses(Set<? extends JavaAccess<?>> accesses) {
        return accesses.stream().flatMap(access -> access.getTarget().resolveMember().stream());
    }

    private static Stream<JavaMethod> overridden(JavaMethod method) {
        return Stream.concat(
                        method.getOwner().getAllRawSuperclasses().stream(),
                        method.getOwner().getAllRawInterfaces().stream())
                .flatMap(type -> same(type, method));
    }

    private static Stream<JavaMethod> overriding(JavaMethod method) {
        return method.getOwner().getAllSubclasses().stream().flatMap(type -> same(type, method));
    }

    /** A type's methods of the same name and number of parameters: whose types may be narrower than a type variable. */
    private static Stream<JavaMethod> same(JavaClass type, JavaMethod method) {
        int parameters = method.getRawParameterTypes().size();
        return type.getMethods().stream()
                .filter(other -> other.getName().equals(method.getName())
                        && other.getRawParameterTypes().size() == parameters);
    }

    /** Not what a Java interface asks for, nor what makes an enum or an annotation. */
    private static boolean isChosen(JavaMember member) {
        boolean ofJava = member instanceof JavaMethod method
                && overridden(method).anyMatch(other -> !isStandIn(other.getOwner()));
        boolean generated = member.getModifiers().contains(JavaModifier.SYNTHETIC)
                || member.getModifiers().contains(JavaModifier.BRIDGE);
        return isVisible(member)
                && !generated
                && !ofJava
                && !member.getOwner().isEnum()
                && !member.getOwner().isAnnotation();
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static boolean isStandIn(JavaClass type) {
        return STAND_INS.contains(type.getName());
    }
}
