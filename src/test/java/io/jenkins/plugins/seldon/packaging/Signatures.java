package io.jenkins.plugins.seldon.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Public and protected members as {@code javap -protected} prints them, read from classes and from the record
 * {@code src/jenkins-api/signatures.txt}. {@code synchronized} is left out on both sides: it is no part of an API.
 */
final class Signatures {

    /** The record: one block per class, header and members as printed by {@code javap}. */
    static final Path RECORD = Path.of("src/jenkins-api/signatures.txt");

    /** The stand-ins' sources. */
    static final Path STAND_INS = Path.of("src/jenkins-api/java");

    private Signatures() {}

    /** What the record says of one class. */
    record Recorded(String header, Set<String> members) {}

    /** The recorded classes by binary name. */
    static Map<String, Recorded> recorded() {
        Map<String, Recorded> classes = new LinkedHashMap<>();
        Recorded current = null;
        for (String line : lines(RECORD)) {
            if (line.isBlank() || line.startsWith("#") || line.equals("}")) {
                continue;
            }
            if (line.startsWith("  ")) {
                current.members().add(line.strip().replace("synchronized ", ""));
                continue;
            }
            String header = line.substring(0, line.length() - 1).strip();
            current = new Recorded(header, new TreeSet<>());
            String afterKind = header.replaceFirst("^.*?(class|interface) ", "");
            classes.put(afterKind.replaceFirst("[ <].*", ""), current);
        }
        return classes;
    }

    /** The stand-ins, nested ones included, that somebody outside their package can see. */
    static List<Class<?>> standIns() {
        try (Stream<Path> files = Files.walk(STAND_INS)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> STAND_INS.relativize(file).toString())
                    .map(file ->
                            file.substring(0, file.length() - ".java".length()).replace('/', '.'))
                    .sorted()
                    .flatMap(name -> withNested(load(name)))
                    .filter(type -> visible(type.getModifiers()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Signatures.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError("there is no class " + name, e);
        }
    }

    private static Stream<Class<?>> withNested(Class<?> type) {
        return Stream.concat(
                Stream.of(type), Arrays.stream(type.getDeclaredClasses()).flatMap(Signatures::withNested));
    }

    /** Modifiers, kind, name and type parameters; the supertypes are told by {@link #supertypes}. */
    static String declaration(Class<?> type) {
        int modifiers = type.getModifiers() & ~Modifier.STATIC & (type.isInterface() ? ~Modifier.ABSTRACT : ~0);
        String kind = type.isInterface() ? "" : "class ";
        return prefix(Modifier.toString(modifiers)) + kind + type.getName() + parameters(type);
    }

    /** Superclass and interfaces as written in the declaration. */
    static List<String> supertypes(Class<?> type) {
        List<String> names = new ArrayList<>();
        if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
            names.add(type.getGenericSuperclass().getTypeName());
        }
        Arrays.stream(type.getGenericInterfaces()).map(Type::getTypeName).forEach(names::add);
        return names;
    }

    /** The public and protected members the class itself declares. */
    static Set<String> members(Class<?> type) {
        Set<String> members = new TreeSet<>();
        for (Field field : type.getDeclaredFields()) {
            if (visible(field.getModifiers()) && !field.isSynthetic()) {
                members.add(prefix(Modifier.toString(field.getModifiers()))
                        + field.getGenericType().getTypeName() + " " + field.getName() + ";");
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (visible(constructor.getModifiers()) && !constructor.isSynthetic()) {
                members.add(prefix(Modifier.toString(constructor.getModifiers() & Modifier.constructorModifiers()))
                        + typeParameters(constructor)
                        + call(constructor, type.getName()));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (visible(method.getModifiers()) && !method.isSynthetic()) {
                members.add(method(method));
            }
        }
        return members;
    }

    private static String method(Method method) {
        int modifiers = method.getModifiers() & Modifier.methodModifiers() & ~Modifier.SYNCHRONIZED;
        return prefix(Modifier.toString(modifiers))
                + (method.isDefault() ? "default " : "")
                + typeParameters(method)
                + method.getGenericReturnType().getTypeName() + " "
                + call(method, method.getName());
    }

    private static String call(Executable executable, String name) {
        Type[] types = executable.getGenericParameterTypes();
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            String parameter = types[i].getTypeName();
            boolean variable = executable.isVarArgs() && i == types.length - 1;
            parameters.add(variable ? parameter.substring(0, parameter.length() - 2) + "..." : parameter);
        }
        String thrown = Arrays.stream(executable.getGenericExceptionTypes())
                .map(Type::getTypeName)
                .collect(Collectors.joining(", "));
        return name + "(" + String.join(", ", parameters) + ")" + (thrown.isEmpty() ? "" : " throws " + thrown) + ";";
    }

    private static String typeParameters(Executable executable) {
        return executable.getTypeParameters().length == 0 ? "" : parameters(executable) + " ";
    }

    private static String parameters(GenericDeclaration declaration) {
        if (declaration.getTypeParameters().length == 0) {
            return "";
        }
        return Arrays.stream(declaration.getTypeParameters())
                .map(variable -> {
                    String bounds = Arrays.stream(variable.getBounds())
                            .filter(bound -> bound != Object.class)
                            .map(Type::getTypeName)
                            .collect(Collectors.joining(" & "));
                    return variable.getName() + (bounds.isEmpty() ? "" : " extends " + bounds);
                })
                .collect(Collectors.joining(", ", "<", ">"));
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String prefix(String modifiers) {
        return modifiers.isEmpty() ? "" : modifiers + " ";
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
