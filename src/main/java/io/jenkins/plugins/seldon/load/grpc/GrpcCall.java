package io.jenkins.plugins.seldon.load.grpc;

import java.io.Serializable;

/**
 * What is called over gRPC. Immutable; goes through the channel to the agent.
 *
 * @param method null for none, which is REST
 * @param model the name that a request of the v2 protocol holds; empty where none is needed
 */
public record GrpcCall(GrpcMethod method, String model) implements Serializable {

    /** No gRPC. */
    public static final GrpcCall NONE = new GrpcCall(null, "");

    /** Whether there is one. */
    public boolean isGiven() {
        return method != null;
    }
}
