package jenkins.model;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.ModelObject;

public abstract class GlobalConfigurationCategory implements ExtensionPoint, ModelObject {

    public GlobalConfigurationCategory() {}

    public abstract String getShortDescription();

    public static ExtensionList<GlobalConfigurationCategory> all() {
        throw new UnsupportedOperationException("signature only");
    }

    public static <T extends GlobalConfigurationCategory> T get(Class<T> type) {
        throw new UnsupportedOperationException("signature only");
    }

    public static class Unclassified extends GlobalConfigurationCategory {

        public Unclassified() {}

        public String getShortDescription() {
            throw new UnsupportedOperationException("signature only");
        }

        public String getDisplayName() {
            throw new UnsupportedOperationException("signature only");
        }
    }

    public static class Security extends GlobalConfigurationCategory {

        public Security() {}

        public String getShortDescription() {
            throw new UnsupportedOperationException("signature only");
        }

        public String getDisplayName() {
            throw new UnsupportedOperationException("signature only");
        }
    }
}
