package io.jenkins.plugins.seldon.load.grpc;

import okhttp3.Headers;

/** The metadata of calls, ready to be sent. Holds secrets. */
public final class GrpcMetadata {

    private final Headers headers;

    GrpcMetadata(Headers headers) {
        this.headers = headers;
    }

    Headers headers() {
        return headers;
    }
}
