package org.jenkinsci.remoting;

import hudson.remoting.Channel;
import java.io.IOException;

public class ChannelStateException extends IOException {
    private static final long serialVersionUID = 1L;

    public ChannelStateException(Channel channel, String text) {
        super(text);
    }

    public ChannelStateException(Channel channel, String text, Throwable throwable) {
        super(text, throwable);
    }
}
