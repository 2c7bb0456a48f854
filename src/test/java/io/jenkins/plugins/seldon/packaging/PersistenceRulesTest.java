package io.jenkins.plugins.seldon.packaging;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import hudson.model.Action;
import hudson.model.Describable;
import hudson.remoting.Callable;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.Test;

/**
 * What Jenkins persists or sends is made of facts: our own serializable types and plain JDK values. A client, a process
 * or a library's object in there would break a restart, or be refused by Jenkins' class filter.
 */
class PersistenceRulesTest {

    private static final List<Class<?>> PERSISTED =
            List.of(StepExecution.class, Describable.class, Action.class, Callable.class);

    private static final Set<String> PLAIN = Set.of(
            "java.lang.String",
            "java.lang.Boolean",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Double",
            "java.lang.Number",
            "java.lang.Object",
            "java.net.URI",
            "java.util.List",
            "java.util.Map",
            "java.util.Set",
            "java.util.Optional",
            "java.time.Duration",
            "java.time.Instant",
            "hudson.util.Secret",
            // Made for going through channels; the steps never keep one.
            "hudson.remoting.RemoteOutputStream");

    @Test
    void stateIsMadeOfFacts() {
        fields().that(arePersisted()).should(beOfAPlainTypeOrOfOurOwn()).check(OurClasses.ALL);
    }

    @Test
    void executionsAndStepsNameTheirVersion() {
        classes()
                .that()
                .areAssignableTo(StepExecution.class)
                .or()
                .areAssignableTo(Callable.class)
                .should(declareASerialVersion())
                .check(OurClasses.ALL);
    }

    private static DescribedPredicate<JavaField> arePersisted() {
        return DescribedPredicate.describe(
                "are persisted or sent",
                field -> !field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.TRANSIENT)
                        && PERSISTED.stream().anyMatch(field.getOwner()::isAssignableTo)
                        && !field.getOwner().isAssignableTo(hudson.model.Descriptor.class));
    }

    private static ArchCondition<JavaField> beOfAPlainTypeOrOfOurOwn() {
        return new ArchCondition<>("be of a plain type, or of a serializable type of ours") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                for (JavaClass type : field.getAllInvolvedRawTypes()) {
                    events.add(new SimpleConditionEvent(
                            field, allowed(type), field.getFullName() + " involves " + type.getName()));
                }
            }
        };
    }

    private static boolean allowed(JavaClass type) {
        JavaClass element = type.getBaseComponentType();
        return element.isPrimitive()
                || PLAIN.contains(element.getName())
                || element.getPackageName().startsWith("io.jenkins.plugins.seldon")
                        && (element.isAssignableTo(Serializable.class) || element.isAssignableTo(Describable.class));
    }

    private static ArchCondition<JavaClass> declareASerialVersion() {
        return new ArchCondition<>("declare serialVersionUID") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean declared = type.tryGetField("serialVersionUID").isPresent();
                events.add(new SimpleConditionEvent(type, declared, type.getName() + " declares no serialVersionUID"));
            }
        };
    }
}
