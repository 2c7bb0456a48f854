package io.jenkins.plugins.seldon.release.chart;

import static org.assertj.core.api.Assertions.assertThat;

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
        String after = new TemplateText(before).moved("Role", OLD, NEW, false).text();
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
        assertThat(new TemplateText(text).moved("Role", OLD, NEW, false).text()).isEqualTo(text);
    }

    @Test
    void aVersionThatAnActionGivesIsChangedWhereAskedFor() {
        String text = "apiVersion: {{ template \"rbac\" . }}\nkind: {{ if .x }}Role{{ else }}ClusterRole{{ end }}\n";
        assertThat(new TemplateText(text).moved("Role", OLD, NEW, true).text())
                .isEqualTo("apiVersion: " + NEW + "\nkind: {{ if .x }}Role{{ else }}ClusterRole{{ end }}\n");
    }

    @Test
    void onlyTheDocumentsOfTheKindAreChanged() {
        String text = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\n---\n"
                + "apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\n";
        assertThat(new TemplateText(text)
                        .moved("PodDisruptionBudget", "policy/v1beta1", "policy/v1", false)
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
        assertThat(new TemplateText(text)
                        .without("PodSecurityPolicy", "policy/v1beta1")
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
        assertThat(new TemplateText(text)
                        .without("PodSecurityPolicy", "policy/v1beta1")
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
                        .withoutItems("apiGroups", "podsecuritypolicies")
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
}
