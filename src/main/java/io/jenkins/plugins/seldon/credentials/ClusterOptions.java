package io.jenkins.plugins.seldon.credentials;

/**
 * How a step, or a globally configured cluster, says which cluster it means and as whom; names as in the plugin
 * kubernetes-cli. Every value may be blank.
 */
public interface ClusterOptions {

    /** The name of a globally configured cluster; excludes all the others but the namespace. */
    String getCluster();

    /** The id of a credential that kubernetes-credentials knows: a kubeconfig file, a token, a certificate… */
    String getCredentialsId();

    /** The API server's URL; needed where the credential is not a kubeconfig. */
    String getServerUrl();

    /** The API server's certificate authority, PEM; blank for the ones that Java trusts. */
    String getCaCertificate();

    /** The kubeconfig's context to use; blank for its current one. */
    String getContextName();

    /** The kubeconfig's cluster to use in place of the context's. */
    String getClusterName();

    /** The namespace that the step's subject lives in. */
    String getNamespace();
}
