{{/* Each takes a dict of the root context and the component's name. */}}
{{- define "prometheus.fullname" -}}
{{ .root.Release.Name }}-prometheus-{{ .component }}
{{- end }}

{{- define "prometheus.selector" -}}
component: {{ .component | quote }}
app: prometheus
release: {{ .root.Release.Name }}
{{- end }}

{{- define "prometheus.labels" -}}
{{ include "prometheus.selector" . }}
chart: prometheus-{{ .root.Chart.Version }}
heritage: {{ .root.Release.Service }}
{{- end }}

{{- define "prometheus.metadata" -}}
name: {{ include "prometheus.fullname" . }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "prometheus.labels" . | nindent 2 }}
{{- end }}

{{- define "prometheus.binding" -}}
apiVersion: rbac.authorization.k8s.io/v1beta1
kind: ClusterRoleBinding
metadata:
  name: {{ include "prometheus.fullname" . }}
  labels:
    {{- include "prometheus.labels" . | nindent 4 }}
subjects:
  - kind: ServiceAccount
    name: {{ include "prometheus.fullname" . }}
    namespace: {{ .root.Release.Namespace }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: {{ include "prometheus.fullname" . }}
{{- end }}
