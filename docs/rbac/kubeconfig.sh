#!/bin/sh
# Prints a kubeconfig for the service account of gate.yaml, to be stored in Jenkins as a secret file:
#   sh docs/rbac/kubeconfig.sh [NAMESPACE [SECRET]] > gate.kubeconfig
# The API server's address is the one that kubectl uses now, and so is the authority of its certificate; Jenkins has to reach it
# too.
set -eu
namespace=${1:-seldon-system}
secret=${2:-seldon-analytics-gate}

of_cluster() { # field
    kubectl config view --minify --flatten -o "jsonpath={.clusters[0].cluster.$1}"
}

server=$(of_cluster server)
authority=$(of_cluster certificate-authority-data)
if [ "$(of_cluster insecure-skip-tls-verify)" = true ]; then
    authority=$(kubectl -n "$namespace" get secret "$secret" -o 'jsonpath={.data.ca\.crt}')
fi
token=$(kubectl -n "$namespace" get secret "$secret" -o 'jsonpath={.data.token}' | base64 -d)
if [ -z "$server" ] || [ -z "$token" ]; then
    echo "The Secret $secret in namespace $namespace has no token yet; apply docs/rbac/gate.yaml and try again." >&2
    exit 1
fi

cat <<KUBECONFIG
apiVersion: v1
kind: Config
clusters:
- name: cluster
  cluster:
    server: $server
${authority:+    certificate-authority-data: $authority}
users:
- name: $secret
  user:
    token: $token
contexts:
- name: $secret
  context:
    cluster: cluster
    user: $secret
    namespace: $namespace
current-context: $secret
KUBECONFIG
