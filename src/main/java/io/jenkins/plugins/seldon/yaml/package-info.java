/**
 * YAML as Helm, kubectl and the API server read it, from untrusted sources, in bounded time: the one reader for values,
 * charts, rendered manifests, release records and kubeconfigs. Pure. No Jenkins types.
 */
package io.jenkins.plugins.seldon.yaml;
