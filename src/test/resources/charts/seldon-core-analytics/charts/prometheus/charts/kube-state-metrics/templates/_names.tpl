{{- define "kube-state-metrics.metadata" -}}
name: {{ .Release.Name }}-kube-state-metrics
labels:
  app.kubernetes.io/name: kube-state-metrics
  helm.sh/chart: kube-state-metrics-{{ .Chart.Version }}
  app.kubernetes.io/managed-by: {{ .Release.Service }}
  app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
