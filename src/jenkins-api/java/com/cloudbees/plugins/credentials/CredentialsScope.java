package com.cloudbees.plugins.credentials;

import hudson.model.ModelObject;

public enum CredentialsScope {
    SYSTEM {
        @Override
        public boolean isVisible(ModelObject context) {
            throw new UnsupportedOperationException("signature only");
        }
    },
    GLOBAL {
        @Override
        public boolean isVisible(ModelObject context) {
            throw new UnsupportedOperationException("signature only");
        }
    },
    USER {
        @Override
        public boolean isVisible(ModelObject context) {
            throw new UnsupportedOperationException("signature only");
        }
    };

    public abstract boolean isVisible(ModelObject context);
}
