/** Who may ask which host at the same time: fair shares of bounded means, so that no build starves another. */
package io.jenkins.plugins.seldon.lanes;
