package io.jenkins.plugins.seldon.steps;

import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import io.jenkins.plugins.seldon.load.Header;
import java.io.Serializable;
import org.kohsuke.stapler.DataBoundConstructor;

/** A header that every prediction request carries: {@code [name: 'X-Route', value: 'canary']}. */
public class RequestHeader implements Describable<RequestHeader>, Serializable {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final String value;

    @DataBoundConstructor
    public RequestHeader(String name, String value) {
        this.name = Util.fixNull(Util.fixEmptyAndTrim(name));
        this.value = Util.fixNull(value);
    }

    /** Its name, as HTTP allows them. */
    public String getName() {
        return name;
    }

    /** Its value; no secret, since it stands in the job. */
    public String getValue() {
        return value;
    }

    Header toHeader() {
        return new Header(name, value);
    }

    /** The form's part for one header. */
    @Extension
    public static class DescriptorImpl extends Descriptor<RequestHeader> {

        @Override
        public String getDisplayName() {
            return Messages.RequestHeader_displayName();
        }
    }
}
