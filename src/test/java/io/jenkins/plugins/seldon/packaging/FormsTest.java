package io.jenkins.plugins.seldon.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import hudson.tasks.Builder;
import io.jenkins.plugins.seldon.settings.Required;
import io.jenkins.plugins.seldon.steps.AssertPredictionMetricsStep;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Views: safe by default, no inline code (Jenkins' Content Security Policy), each field bound and explained. */
class FormsTest {

    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final String ESCAPED = "<?jelly escape-by-default='true'?>";
    private static final Pattern ENTRY = Pattern.compile("<f:entry\\b[^>]*\\bfield=\"([^\"]+)\"");
    private static final Pattern INLINE_CODE = Pattern.compile(
            "<style\\b|\\sstyle\\s*=|\\son[a-z]+\\s*=\\s*[\"']|javascript:|<script\\b(?![^>]*\\bsrc=)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern OWN_COLOUR =
            Pattern.compile("#[0-9a-fA-F]{3,8}\\b|\\b(?:rgba?|hsla?)\\(|:\\s*(?:black|white|red|green|blue|gray)\\b");
    private static final Pattern UNESCAPED =
            Pattern.compile("<j:out\\b|escapeText\\s*=\\s*\"false\"|<\\?jelly escape-by-default='false'");

    @Test
    void everyViewEscapesByDefault() {
        assertThat(views()).isNotEmpty().allSatisfy(view -> assertThat(text(view))
                .startsWith(ESCAPED));
    }

    @Test
    void noViewHasInlineCode() {
        assertThat(pages())
                .allSatisfy(page -> assertThat(INLINE_CODE.matcher(text(page)).results())
                        .extracting(MatchResult::group)
                        .as(page.toString())
                        .isEmpty());
    }

    @Test
    void noViewPrintsUnescapedText() {
        assertThat(pages()).allSatisfy(page -> assertThat(text(page)).doesNotContainPattern(UNESCAPED));
    }

    /** Themes, the dark one among them, say which colours there are. */
    @Test
    void noStyleSheetHasAColourOfItsOwn() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".css")))
                    .isNotEmpty()
                    .allSatisfy(
                            sheet -> assertThat(OWN_COLOUR.matcher(text(sheet)).results())
                                    .extracting(MatchResult::group)
                                    .isEmpty());
        }
    }

    /** Stapler takes what stands in parentheses for arguments of the text. */
    @Test
    void noTextHasParentheses() {
        assertThat(views()).allSatisfy(view -> assertThat(text(view)).doesNotContainPattern("\\$\\{%[^}(]*\\("));
    }

    @Test
    void everyEntryIsBoundToAPropertyAndHasHelp() {
        for (Path view : views()) {
            ENTRY.matcher(text(view)).results().map(entry -> entry.group(1)).forEach(field -> {
                Class<?> owner = owner(view);
                assertThat(hasGetter(owner, field))
                        .as("getter of %s in %s", field, view)
                        .isTrue();
                assertThat(isBound(owner, field))
                        .as("setter of %s in %s", field, view)
                        .isTrue();
                assertThat(hasResource(owner, "help-" + field + ".html"))
                        .as("help of %s in %s", field, view)
                        .isTrue();
            });
        }
    }

    @Test
    void everyOptionIsInTheForm() {
        for (Path view : views()) {
            if (view.endsWith("config.jelly")) {
                Class<?> owner = owner(view);
                String form = hierarchy(owner)
                        .map(FormsTest::folder)
                        .flatMap(FormsTest::viewsIn)
                        .map(FormsTest::text)
                        .collect(Collectors.joining());
                assertThat(boundProperties(owner)).as(view.toString()).allSatisfy(property -> assertThat(form)
                        .contains("field=\"" + property + "\""));
            }
        }
    }

    /** What a normal gate needs is seen at once; the rest is folded away, in groups with names of their own. */
    @Test
    void theGatesFirstScreenIsShort() {
        String form =
                text(RESOURCES.resolve("io/jenkins/plugins/seldon/steps/AssertPredictionMetricsStep/config.jelly"));
        assertThat(ENTRY.matcher(form.substring(0, form.indexOf("<f:advanced")))
                        .results()
                        .map(entry -> entry.group(1)))
                .containsExactly(
                        "deployment",
                        "requests",
                        "minRequestRate",
                        "maxErrorRatio",
                        "maxLatency",
                        "conditions",
                        "onInconclusive");
    }

    /** A fresh form asks for it and is not red, a list to choose from apart; one that was left blank is refused. */
    @Test
    void aFieldThatMayNotStayEmptySaysSo() {
        String untouched = "clazz=\"\\$\\{instance == null \\? 'seldon-untouched' : null}\" ";
        Set<String> required = new TreeSet<>();
        for (JavaClass type : OurClasses.ALL) {
            Arrays.stream(type.reflect().getConstructors())
                    .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
                    .filter(parameter -> parameter.isAnnotationPresent(Required.class))
                    .forEach(parameter -> {
                        required.add(type.getSimpleName() + "." + parameter.getName());
                        String form = text(folder(type.reflect()).resolve("config.jelly"));
                        // What is given may need a field of its own.
                        assertThat(form.replaceAll("<j:choose>(?s:.*?)<j:otherwise>\\s*", ""))
                                .containsPattern("field=\"" + parameter.getName() + "\">\\s*<(?:f:textbox " + untouched
                                        + "placeholder=\"\\$\\{%required}\" aria-required=\"true\"|c:select "
                                        + untouched
                                        + ")");
                    });
        }
        assertThat(required)
                .containsExactly(
                        "AssertPredictionMetricsStep.deployment",
                        "GlobalCluster.name",
                        "LatencyLimit.millis",
                        "LatencyLimit.quantile",
                        "OwnMetric.counter",
                        "PromqlCondition.promql",
                        "RequestHeader.name",
                        "SecretValue.credentialsId",
                        "SecretValue.path");
    }

    /** As Job DSL and Configuration as Code write it; a browser takes the ends of lines out of what is a line of text. */
    @Test
    void aQueryOfSeveralLinesKeepsThem() {
        assertThat(text(RESOURCES.resolve("io/jenkins/plugins/seldon/steps/PromqlCondition/config.jelly")))
                .containsPattern("field=\"promql\">\\s*<j:choose>(?s:.*?)<j:when test=\""
                        + "\\$\\{h\\.isMultiline\\(instance\\.promql\\)}\">\\s*<f:textarea />");
    }

    /** What names the fields and waits with what is required comes with the form, not with each row of a list. */
    @Test
    void aFormBringsWhatJenkinsTagsLeaveOut() {
        String adjunct = "<st:adjunct includes=\"io.jenkins.plugins.seldon.settings.form-fields\" />";
        assertThat(List.of(
                        "steps/ClusterStep/connection.jelly",
                        "settings/SeldonAnalyticsConfiguration/config.jelly",
                        "settings/HelmInstaller/config.jelly"))
                .allSatisfy(form -> assertThat(text(RESOURCES.resolve("io/jenkins/plugins/seldon/" + form)))
                        .containsOnlyOnce(adjunct));
        assertThat(RESOURCES.resolve("io/jenkins/plugins/seldon/settings/form-fields.js"))
                .exists();
        assertThat(RESOURCES.resolve("io/jenkins/plugins/seldon/settings/form-fields.css"))
                .exists();
    }

    @Test
    void noLabelStandsInAFormTwice() {
        for (Path view :
                views().stream().filter(view -> view.endsWith("config.jelly")).toList()) {
            assertThat(Pattern.compile("\\stitle=\"([^\"]+)\"")
                            .matcher(text(view))
                            .results()
                            .map(m -> m.group(1)))
                    .as(view.toString())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void everyTableHasACaptionAndTellsWhatItsHeadersAreOf() {
        assertThat(views()).allSatisfy(view -> {
            String page = text(view).replaceAll("\\s+", " ");
            assertThat(page).doesNotContain("<th>").doesNotContainPattern("<table\\b[^>]*> (?!<caption>)");
        });
    }

    /** Texts are MessageFormat's, which takes a single apostrophe for a quotation. */
    @Test
    void noTextLosesAnApostrophe() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".properties")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Translations.texts(file).values())
                            .as(file.toString())
                            .noneMatch(text -> text.replace("''", "").contains("'")));
        }
    }

    /** A blank number has a meaning, which its field shows. */
    @Test
    void whatABlankNumberOfTheGateMeansIsShown() {
        String form =
                text(RESOURCES.resolve("io/jenkins/plugins/seldon/steps/AssertPredictionMetricsStep/config.jelly"));
        List<String> numbers = Arrays.stream(AssertPredictionMetricsStep.class.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .filter(method -> Number.class.isAssignableFrom(method.getParameterTypes()[0]))
                .map(method -> Character.toLowerCase(method.getName().charAt(3))
                        + method.getName().substring(4))
                .toList();
        assertThat(numbers).isNotEmpty().allSatisfy(number -> assertThat(form)
                .containsPattern("field=\"" + number + "\">\\s*<f:textbox placeholder="));
    }

    /** What is grey in a field is what holds if it stays blank: an example there would be taken for it. */
    @Test
    void aFieldShowsWhatItsHelpSaysOfABlankOne() {
        Pattern shown = Pattern.compile("field=\"(\\w+)\">\\s*<f:(?:textbox|number) placeholder=\"([^\"]*)\"");
        Pattern blank = Pattern.compile("Blank: (\\d[\\d,.]*)\\.(?:\\s|$)");
        int numbers = 0;
        for (Path view : views()) {
            for (MatchResult field : shown.matcher(text(view)).results().toList()) {
                assertThat(field.group(2)).as("%s in %s", field.group(1), view).doesNotContain("=");
                Path help = view.resolveSibling("help-" + field.group(1) + ".html");
                Matcher told = blank.matcher(Files.exists(help) ? text(help) : "");
                if (told.find()) {
                    numbers++;
                    assertThat(field.group(2))
                            .as("%s in %s", field.group(1), view)
                            .isEqualTo(told.group(1).replace(",", ""));
                }
            }
        }
        assertThat(numbers).as("numbers that both tell").isGreaterThan(8);
    }

    @Test
    void everyHelpBelongsToAProperty() {
        assertThat(pages().filter(page -> page.getFileName().toString().matches("help-.*\\.html")))
                .allSatisfy(help -> {
                    String field = help.getFileName().toString().replaceAll("^help-|(_ko)?\\.html$", "");
                    assertThat(hasGetter(owner(help), field))
                            .as(help.toString())
                            .isTrue();
                });
    }

    @Test
    void everyStepAndBuilderHasAForm() {
        List<JavaClass> forms = OurClasses.ALL.stream()
                .filter(type -> type.isAssignableTo(Step.class) || type.isAssignableTo(Builder.class))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .toList();

        assertThat(forms).allSatisfy(type -> {
            assertThat(hasResource(type.reflect(), "config.jelly"))
                    .as("config.jelly")
                    .isTrue();
            assertThat(hasResource(type.reflect(), "help.html")).as("help.html").isTrue();
        });
    }

    /** Jenkins finds the form of a nested step by the type that its getter returns, and fails at a second getter. */
    @Test
    void everyBuilderOffersItsStepByItsOwnType() {
        List<JavaClass> builders = OurClasses.ALL.stream()
                .filter(type -> type.isAssignableTo(Builder.class))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .toList();

        assertThat(builders).isNotEmpty().allSatisfy(builder -> {
            Class<?> type = builder.reflect();
            Class<?> step = type.getConstructors()[0].getParameterTypes()[0];
            assertThat(type.getMethods())
                    .filteredOn(method -> method.getName().equals("getStep"))
                    .extracting(Method::getReturnType)
                    .containsExactly(step);
        });
    }

    private static boolean hasResource(Class<?> owner, String name) {
        return hierarchy(owner).map(FormsTest::folder).anyMatch(folder -> Files.exists(folder.resolve(name)));
    }

    private static Path folder(Class<?> type) {
        return RESOURCES.resolve(type.getName().replace('.', '/').replace('$', '/'));
    }

    private static Stream<Path> viewsIn(Path folder) {
        return views().stream().filter(view -> view.getParent().equals(folder));
    }

    private static boolean hasGetter(Class<?> owner, String field) {
        String suffix = capitalised(field);
        return Arrays.stream(owner.getMethods())
                .filter(method -> method.getParameterCount() == 0)
                .map(Method::getName)
                .anyMatch(name -> name.equals("get" + suffix) || name.equals("is" + suffix));
    }

    private static boolean isBound(Class<?> owner, String field) {
        return boundProperties(owner).contains(field);
    }

    private static List<String> boundProperties(Class<?> owner) {
        Stream<String> optional = Arrays.stream(owner.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .map(method -> method.getName().substring("set".length()))
                .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1));
        Stream<String> mandatory = Stream.of(owner.getConstructors())
                .filter(constructor -> constructor.isAnnotationPresent(DataBoundConstructor.class))
                .map(Constructor::getParameters)
                .flatMap(Arrays::stream)
                .map(Parameter::getName);
        return Stream.concat(mandatory, optional).toList();
    }

    private static String capitalised(String field) {
        return Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }

    private static Stream<Class<?>> hierarchy(Class<?> type) {
        return type == null ? Stream.of() : Stream.concat(Stream.of(type), hierarchy(type.getSuperclass()));
    }

    /** The class whose view it is: the folder's name, nested classes as sub-folders. */
    private static Class<?> owner(Path view) {
        String name = RESOURCES.relativize(view.getParent()).toString().replace('/', '.');
        while (true) {
            try {
                return Class.forName(name, false, FormsTest.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                int dot = name.lastIndexOf('.');
                assertThat(dot).as("class of %s", view).isPositive();
                name = name.substring(0, dot) + '$' + name.substring(dot + 1);
            }
        }
    }

    private static Stream<Path> pages() {
        try {
            return Files.walk(RESOURCES).filter(file -> file.toString().matches(".*\\.(jelly|html)"));
        } catch (IOException e) {
            throw new AssertionError("cannot list " + RESOURCES, e);
        }
    }

    private static List<Path> views() {
        return pages().filter(file -> file.toString().endsWith(".jelly")).toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }
}
