package io.jenkins.plugins.seldon.packaging;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import hudson.FilePath;
import hudson.model.Describable;
import hudson.remoting.Callable;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import jenkins.MasterToSlaveFileCallable;
import jenkins.security.MasterToSlaveCallable;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.POST;

/** What plugins like ours were caught at before: each is a rule on the byte code. */
class SecurityRulesTest {

    private static final Pattern FORM_METHOD = Pattern.compile("do(Fill|Check|Test|AutoComplete)[A-Z].*");
    private static final Pattern SECRET_NAME = Pattern.compile(
            "(.*(password|passphrase|secret|token|apikey|privatekey|credential).*|key)(?<!id)(?<!ids)(?<!url)(?<!scope)(?<!audience)");
    private static final Set<String> CHECKS =
            Set.of("checkPermission", "hasPermission", "checkAnyPermission", "hasAnyPermission");

    @Test
    void formMethodsAreCalledByPostOnly() {
        methods()
                .that(areFormMethods())
                .should()
                .beAnnotatedWith(POST.class)
                .orShould()
                .beAnnotatedWith(RequirePOST.class)
                .check(OurClasses.ALL);
    }

    @Test
    void formMethodsCheckAPermission() {
        methods().that(areFormMethods()).should(checkAPermission()).check(OurClasses.ALL);
    }

    @Test
    void describablesKeepNoSecretAsText() {
        fields().that()
                .areDeclaredInClassesThat(assignableTo(Describable.class))
                .and()
                .haveRawType(String.class)
                .should(notBeNamedLikeASecret())
                .check(OurClasses.ALL);
    }

    @Test
    void callablesRunOnAgentsOnly() {
        classes()
                .that()
                .areAssignableTo(Callable.class)
                .or()
                .areAssignableTo(FilePath.FileCallable.class)
                .should()
                .beAssignableTo(MasterToSlaveCallable.class)
                .orShould()
                .beAssignableTo(MasterToSlaveFileCallable.class)
                .allowEmptyShould(true)
                .check(OurClasses.ALL);
    }

    @Test
    void callablesCarryNothingButTheirFields() {
        classes()
                .that()
                .areAssignableTo(Callable.class)
                .or()
                .areAssignableTo(FilePath.FileCallable.class)
                .should(haveNoOuterInstance())
                .allowEmptyShould(true)
                .check(OurClasses.ALL);
    }

    private static DescribedPredicate<JavaMethod> areFormMethods() {
        return DescribedPredicate.describe(
                "fill, check or test a form",
                method -> FORM_METHOD.matcher(method.getName()).matches());
    }

    private static ArchCondition<JavaMethod> checkAPermission() {
        return new ArchCondition<>("check a permission, themselves or through a method of ours") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean checks = reachesACheck(method, new HashSet<>());
                events.add(new SimpleConditionEvent(method, checks, method.getFullName() + " checks no permission"));
            }
        };
    }

    private static boolean reachesACheck(JavaCodeUnit unit, Set<JavaCodeUnit> seen) {
        if (!seen.add(unit)) {
            return false;
        }
        return unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> CHECKS.contains(call.getTarget().getName())
                        || call.getTarget()
                                .resolveMember()
                                .filter(target ->
                                        target.getOwner().getPackageName().startsWith("io.jenkins.plugins.seldon"))
                                .filter(target -> reachesACheck(target, seen))
                                .isPresent());
    }

    private static ArchCondition<JavaField> notBeNamedLikeASecret() {
        return new ArchCondition<>("not be named like a secret") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                boolean secret = !field.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.STATIC)
                        && SECRET_NAME
                                .matcher(field.getName().toLowerCase(Locale.ROOT))
                                .matches();
                events.add(new SimpleConditionEvent(
                        field, !secret, field.getFullName() + " is text: use a credentials id or hudson.util.Secret"));
            }
        };
    }

    private static ArchCondition<JavaClass> haveNoOuterInstance() {
        return new ArchCondition<>("have no outer instance") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean outer =
                        type.getFields().stream().map(JavaMember::getName).anyMatch(name -> name.startsWith("this$"));
                events.add(new SimpleConditionEvent(
                        type, !outer, type.getName() + " would send the object that it was made in"));
            }
        };
    }
}
