package org.jenkinsci.plugins.kubernetes.credentials;

import java.io.IOException;

public interface TokenProducer {

    String getToken(String text, String text2, boolean flag) throws IOException;
}
