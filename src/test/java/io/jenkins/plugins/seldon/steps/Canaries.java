package io.jenkins.plugins.seldon.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.seldon.report.ReportSection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Secrets that a step holds, each of which must be found in nothing that the step leaves: not as it is, not in base64, URL
 * encoding or JSON, and not the beginning of one either, which is what is left of a text that was cut.
 */
final class Canaries {

    /** What somebody says who wants a line of the log to be taken for another's. */
    static final String FORGED = "\u001b[2K\r\nFinished: SUCCESS\n\u2028\u202eFinished: SUCCESS\u0085\u0000";

    /** Of a secret that was cut, more than this tells. */
    private static final int TELLING = 12;

    /** {@code -----BEGI} in base64, and how long {@code -----BEGIN PRIVATE KEY-----} is in it. */
    private static final String PEM = "LS0tLS1CRUdJ";

    private static final int PEM_HEAD = 40;

    private final Map<String, String> secrets;
    private final Map<String, String> left = new ConcurrentHashMap<>();
    private final Set<String> temporary = temporary();

    /** @param secrets by what they are; each of one line has at least 12 characters */
    Canaries(Map<String, String> secrets) {
        // Sorted: what is said first is what a text that is cut still has.
        this.secrets = new TreeMap<>(secrets);
    }

    /** All of them in one line, in each of the forms in which servers quote what they were sent. */
    String said() {
        return String.join(" ", eachSaid());
    }

    /** One after the other, so that each stands where a text is not cut. */
    List<String> eachSaid() {
        List<String> all = new ArrayList<>();
        secrets.values().forEach(secret -> {
            all.add("it says " + secret + " " + secret);
            all.add("it says " + base64(secret));
            all.add("it says " + URLEncoder.encode(secret, StandardCharsets.UTF_8));
            all.add("it says " + json(secret));
        });
        return all;
    }

    /** What the build's folder keeps of the step. */
    void remember(StepExecution execution) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(execution);
        }
        left.put("program.dat " + left.size(), bytes.toString(StandardCharsets.ISO_8859_1));
    }

    /** What there was while the step was at work. */
    void remember(String where, String text) {
        left.put(where, text);
    }

    void assertNothingIsLeft(StepExecution execution, FakePlatform jenkins, FakeStepContext context, Path workspace)
            throws IOException {
        remember(execution);
        left.put("log", jenkins.logged());
        left.put(
                "report",
                jenkins.reported().stream().map(Canaries::shown).toList().toString());
        for (Object report : context.reports()) {
            if (report instanceof Throwable thrown && !(thrown instanceof InterruptedException)) {
                StringWriter trace = new StringWriter();
                thrown.printStackTrace(new PrintWriter(trace));
                left.put("failure", trace.toString());
            } else if (!(report instanceof Throwable)) {
                left.put("value", String.valueOf(report));
            }
        }
        Set<String> fresh = temporary();
        fresh.removeAll(temporary);
        for (Path folder : Stream.concat(Stream.of(workspace), fresh.stream().map(Path::of))
                .toList()) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    left.put(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                }
            }
        }
        left.forEach((where, text) -> {
            secrets.forEach((name, secret) -> assertNotIn(text, name, secret, where));
            if (!where.startsWith("program.dat")) {
                assertThat(text.lines()).as("forged line in " + where).noneMatch(line -> line.startsWith("Finished: "));
                assertThat(text).as(where).doesNotContain("\u001b", "\u202e", "\u2028", "\u0085", "\u0000");
            }
        });
    }

    private static String shown(ReportSection section) {
        return section.getSubject() + section.getOutcome() + section.getSentence() + section.getData();
    }

    private static void assertNotIn(String text, String name, String secret, String where) {
        Stream.concat(
                        Stream.of(secret),
                        secret.lines().filter(line -> line.length() >= TELLING && !line.startsWith("-----")))
                .flatMap(form ->
                        Stream.of(form, base64(form), URLEncoder.encode(form, StandardCharsets.UTF_8), json(form)))
                .filter(form -> !form.startsWith("-----"))
                .forEach(form -> assertThat(text.contains(telling(form)))
                        .as("the beginning of " + name + " (" + form + ") in " + where + "\n" + text)
                        .isFalse());
    }

    /** The beginning; of a key in base64, what follows on a head that certificates have, too. */
    private static String telling(String form) {
        int from = form.startsWith(PEM) ? PEM_HEAD : 0;
        return form.substring(from, from + TELLING);
    }

    private static String base64(String secret) {
        return Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(String secret) {
        try {
            String quoted = new ObjectMapper().writeValueAsString(secret);
            return quoted.substring(1, quoted.length() - 1);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What of the temporary folder may be the plugin's. */
    private static Set<String> temporary() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            Set<String> names = new TreeSet<>();
            files.map(Path::toString).filter(name -> name.contains("seldon")).forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
