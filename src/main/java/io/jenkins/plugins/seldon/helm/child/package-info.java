/**
 * What runs in Helm's own JVM, and the few lines of protocol that it shares with the plugin.
 *
 * <p>Classes in here see nothing but the JDK, helm-java, JNA, the reader of chart archives and each other: the child has no
 * other library.
 *
 * <h2>Protocol</h2>
 *
 * One {@linkplain io.jenkins.plugins.seldon.helm.child.Frame frame} per line, UTF-8. The child first says
 * {@code ready}; then each request is answered by exactly one {@code ok} or {@code failed}, in order. The end of
 * standard input asks the child to end: a call to Helm that is under way is cancelled as by SIGTERM. Standard error is
 * for people.
 *
 * <table>
 * <caption>Requests on standard input</caption>
 * <tr><th>verb</th><th>fields</th><th>fields of ok</th></tr>
 * <tr><td>kubeconfig</td><td>content</td><td></td></tr>
 * <tr><td>pull</td><td>repository (http, https or oci), chart, version?, username?, password?</td>
 *     <td>archive (base64)</td></tr>
 * <tr><td>pack</td><td>files (base64 of a .tgz of a chart's folder)</td><td>archive (base64)</td></tr>
 * <tr><td>chart</td><td>archive (base64)</td><td></td></tr>
 * <tr><td>template</td><td>name, namespace, values (YAML), kubeVersion?</td><td>manifest</td></tr>
 * <tr><td>install, upgrade</td><td>name, namespace, values (YAML), description?, dryRun?, timeoutSeconds?</td>
 *     <td></td></tr>
 * <tr><td>uninstall</td><td>name, namespace</td><td></td></tr>
 * </table>
 *
 * {@code template}, {@code install} and {@code upgrade} work on the chart that was pulled, packed or given last. {@code
 * failed} carries a {@code message}, and as {@code cause} what kind of failure it is.
 */
package io.jenkins.plugins.seldon.helm.child;
