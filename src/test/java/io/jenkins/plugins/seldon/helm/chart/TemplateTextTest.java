package io.jenkins.plugins.seldon.helm.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTextTest {

    private static final String OLD = "rbac.authorization.k8s.io/v1beta1";
    private static final String NEW = "rbac.authorization.k8s.io/v1";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: OLD\nkind: Role\nmetadata: {name: x}\n",
                "apiVersion: OLD\r\nkind: Role\r\nmetadata: {name: x}\r\n",
                "kind: Role\nmetadata:\n  name: '{{ .Release.Name }}'\napiVersion: OLD",
                "{{- if .Values.rbac }}\napiVersion: \"OLD\"\nkind: \"Role\"\n{{- end }}\n",
                "{{- if .Values.rbac -}} apiVersion: OLD\nkind: Role\n{{- end }}\n",
                "apiVersion: OLD   # was v1alpha1\nkind: Role # of Grafana\n",
                "apiVersion: OLD\n\n# a comment\nkind: Role\n",
                "apiVersion: v1\nkind: List\nitems:\n- apiVersion: OLD\n  kind: Role\n- apiVersion: v1\n  kind: Pod\n",
                "apiVersion: v1\nkind: List\nitems:\n  - kind: Role\n    apiVersion: OLD\n",
                "\"apiVersion\": OLD\n\"kind\": Role\n",
            })
    void theVersionIsChangedAndNothingElse(String template) {
        String before = template.replace("OLD", OLD);
        String after = new TemplateText(before).moved("Role", OLD, NEW).text();
        String quotes = template.contains("\"OLD\"") ? template.replace("\"OLD\"", NEW) : template.replace("OLD", NEW);
        assertThat(after).isEqualTo(quotes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# apiVersion: OLD\n# kind: Role\n",
                "apiVersion: OLD\nkind: RoleBinding\n",
                "apiVersion: OLD2\nkind: Role\n",
                "{{- if .Capabilities.APIVersions.Has \"OLD\" }}\napiVersion: v1\nkind: Role\n{{- end }}\n",
                "apiVersion: v1\nkind: ConfigMap\ndata:\n  role: |\n    text apiVersion: OLD kind: Role\n",
                "apiVersion: OLD\nkind: RoleBinding\nroleRef:\n  kind: Role\n",
                "apiVersion: {{ template \"rbac\" . }}\nkind: Role\n",
            })
    void whatIsNotMeantStays(String template) {
        String text = template.replace("OLD", OLD);
        assertThat(new TemplateText(text).moved("Role", OLD, NEW).text()).isEqualTo(text);
    }

    /** The last as the library chart common of bjw-s asks for a route's kind. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"networking.k8s.io/v1\"",
                "`networking.k8s.io/v1/Ingress`",
                "(printf \"networking.k8s.io/v1/%s\" $kind)"
            })
    void theVersionsThatATemplateAsksForAreKnown(String asked) {
        TemplateText template = new TemplateText("{{ if $root.Capabilities.APIVersions.Has " + asked + " }}a{{ end }}");
        assertThat(template.asksForVersions()).isTrue();
        assertThat(template.namedVersions()).containsExactly("networking.k8s.io/v1");
    }

    @Test
    void onlyTheDocumentsOfTheKindAreChanged() {
        String text = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\n---\n"
                + "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\n";
        assertThat(new TemplateText(text)
                        .moved("PodDisruptionBudget", "policy/v1beta1", "policy/v1")
                        .text())
                .isEqualTo("apiVersion: policy/v1\nkind: PodDisruptionBudget\n---\n"
                        + "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\n");
    }

    @Test
    void aDroppedDocumentLeavesItsActionsBehind() {
        String text =
                """
                {{- if .Values.a }}
                apiVersion: v1
                kind: Pod
                {{- if .Values.psp }}
                ---
                {{- $name := "x" }}
                apiVersion: policy/v1beta1
                kind: PodSecurityPolicy
                metadata:
                  name: {{ $name }}
                  annotations: {{- toYaml .Values.annotations | nindent 4 }}
                  {{- if .Values.b }}
                  b: "{{ "}}" }}"
                  {{- else }}
                  c: d
                  {{- end }}
                {{- end }}
                ---
                apiVersion: v1
                kind: Service
                {{- end }}
                """;
        assertThat(new TemplateText(text.replace("policy/v1beta1", "left-out.invalid/v1"))
                        .without("left-out.invalid/v1")
                        .text())
                .isEqualTo(
                        """
                        {{- if .Values.a }}
                        apiVersion: v1
                        kind: Pod
                        {{- if .Values.psp }}
                        ---
                        {{- $name := "x" }}{{- if .Values.b }}{{- else }}{{- end }}{{- end }}
                        ---
                        apiVersion: v1
                        kind: Service
                        {{- end }}
                        """);
    }

    @Test
    void aDroppedDocumentKeepsDefinitions() {
        String text = "{{ define \"a\" }}text {{ .x }}{{ end }}\napiVersion: policy/v1beta1\nkind: PodSecurityPolicy\n";
        assertThat(new TemplateText(text.replace("policy/v1beta1", "left-out.invalid/v1"))
                        .without("left-out.invalid/v1")
                        .text())
                .isEqualTo("{{ define \"a\" }}text {{ .x }}{{ end }}\n");
    }

    @Test
    void rulesAboutWhatIsGoneAreLeftOut() {
        String text =
                """
                rules:
                - apiGroups: ['extensions']
                  resources: ['podsecuritypolicies']
                  verbs: ['use']
                  {{- if .x }}
                  resourceNames: [{{ .x }}]
                  {{- end }}
                - apiGroups: ['']
                  resources: ['secrets']
                  verbs: ['get']
                other: x
                """;
        assertThat(new TemplateText(text)
                        .withoutItems("apiGroups|resources", "podsecuritypolicies")
                        .text())
                .isEqualTo(
                        """
                        rules:
                        {{- if .x }}{{- end }}
                        - apiGroups: ['']
                          resources: ['secrets']
                          verbs: ['get']
                        other: x
                        """);
    }

    @Test
    void aDroppedItemOfAListLeavesTheOthers() {
        String text =
                "kind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n- kind: PodSecurityPolicy\n  apiVersion: gone\n"
                        + "  spec: {a: b}\n- apiVersion: v1\n  kind: Service\n";
        assertThat(new TemplateText(text).without("gone").text())
                .isEqualTo("kind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n- apiVersion: v1\n  kind: Service\n");
    }

    @Test
    void aDroppedDefinitionIsEmptied() {
        String text = "{{ define \"a\" }}\napiVersion: gone\n{{ if .x }}a: b{{ end }}\n{{ end }}\n---\nkind: Pod\n";
        assertThat(new TemplateText(text).without("gone").text())
                .isEqualTo("{{ define \"a\" }}{{ if .x }}{{ end }}{{ end }}\n---\nkind: Pod\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: <A>\nkind: x\n",
                "  - apiVersion: <A> # comment\n",
                "- kind: x\n  apiVersion: '<A>'\n",
                "{\"apiVersion\":\"<A>\", \"kind\": \"x\"}\n",
                "{kind: x, apiVersion: <A>}\n",
                "\t\"apiVersion\" : \"<A>\",\n",
                "{{- if .x -}} apiVersion: <A>\n{{- end }}\n",
                "apiVersion: <group/{{ .Values.v | default \"v1\" }}>\r\n",
                "apiVersion: <{{ if .x }}a{{ else }} b {{ end }}>\nkind: x\n",
                "{{ if .x }}apiVersion: <a>{{ else }}apiVersion: <b>{{ end }}\n",
                "apiVersion: \"<{{ template \"v\" . }}>\"\n",
                "# apiVersion: a\n",
                "a: {b: c} # {apiVersion: a}\n",
                "{{/* apiVersion: a */}}\n{{ printf \"apiVersion: a\" }}\n",
                "apiVersion:\nkind: x\n",
                "x.apiVersion: a\nmyapiVersion: b\n",
                "text: the apiVersion: a\n",
                "apiVersion: <a>\ndata: '{{ unclosed'\n---\napiVersion: <b>\n",
            })
    void theSpotsOfApiVersionsAreFound(String template) {
        String text = template.replace("<", "").replace(">", "");
        StringBuilder marked = new StringBuilder();
        int copied = 0;
        for (ApiVersionSpots.Spot spot : ApiVersionSpots.in(text)) {
            marked.append(text, copied, spot.start())
                    .append("<")
                    .append(text, spot.start(), spot.end())
                    .append(">");
            copied = spot.end();
        }
        assertThat(marked.append(text.substring(copied)).toString()).isEqualTo(template);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ if .Capabilities.APIVersions.Has \"a/v1\" }}",
                "{{- if $.Capabilities.APIVersions.Has \"a/v1\" }}",
                "{{ if and .x (not (.Capabilities.APIVersions.Has $x)) }}",
                "{{ if $root.Capabilities.APIVersions.Has .v }}",
                "{{ if .context.Capabilities.APIVersions.Has .v }}",
            })
    void aQuestionForVersionsIsAnswered(String template) {
        assertThat(new TemplateText(template).asksForVersions()).isTrue();
        assertThat(new TemplateText(template).asking(Set.of("v1")).text())
                .isEqualTo(template.replaceFirst("[$\\w.]*Capabilities.APIVersions.Has", "regexMatch `^(?:v1)\\$`"));
    }

    /** The first as external-secrets asks for ServiceMonitors, where it fails without them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{- if not (has \"a.io/v1/A\" .Capabilities.APIVersions) -}}",
                "{{ if has $version $.Capabilities.APIVersions }}",
                "{{ if has (print \"a/v1\" \"/A\") .context.Capabilities.APIVersions }}",
                "{{- range .Capabilities.APIVersions -}}",
                "{{ range $i, $version := .Capabilities.APIVersions }}",
            })
    void theListOfVersionsIsTheClusters(String template) {
        assertThat(new TemplateText(template).asksForVersions()).isTrue();
        Set<String> versions = new TreeSet<>(List.of("a.io/v1/A", "v1"));
        assertThat(new TemplateText(template).asking(versions).text())
                .isEqualTo(template.replaceFirst("[$\\w.]*Capabilities.APIVersions", "(splitList ` ` `a.io/v1/A v1`)"));
    }

    /** What a template does with these may be what only Helm's own list can: to be asked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ $versions := .Capabilities.APIVersions }}{{ $versions.Has \"v1\" }}",
                "{{ include \"a\" (dict \"versions\" .Capabilities.APIVersions) }}",
                "{{ range .Values.APIVersions }}"
            })
    void otherUsesOfTheListStay(String template) {
        assertThat(new TemplateText(template).asking(Set.of("v1")).text()).isEqualTo(template);
    }
}
