package hudson.remoting;

import org.jenkinsci.remoting.ChannelStateException;

public class ChannelClosedException extends ChannelStateException {

    public ChannelClosedException() {
        super(null, "channel is already closed");
    }

    public ChannelClosedException(Throwable throwable) {
        super(null, "channel is already closed", throwable);
    }

    public ChannelClosedException(Channel channel, Throwable throwable) {
        super(channel, "channel is already closed", throwable);
    }

    public ChannelClosedException(String text, Throwable throwable) {
        super(null, text, throwable);
    }

    public ChannelClosedException(Channel channel, String text, Throwable throwable) {
        super(channel, text, throwable);
    }
}
