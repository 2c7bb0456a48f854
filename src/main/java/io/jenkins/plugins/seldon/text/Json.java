package io.jenkins.plugins.seldon.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Readers of JSON from anywhere. As a tree, an empty object takes a hundred times the memory that it has as text, so that a
 * limit of bytes alone bounds nothing: the values are counted while they are read. Pure.
 */
public final class Json {

    /** As a tree, some 100 MB at most. */
    private static final long TOKENS = 2_000_000;

    private static final int DEPTH = 200;
    private static final int LONGEST_NUMBER = 100;

    private Json() {}

    /**
     * Reads at most two million tokens, nested at most 200 deep, numbers of at most 100 characters; of more it throws a
     * {@link com.fasterxml.jackson.core.exc.StreamConstraintsException}, an {@code IOException} as for what is no JSON.
     */
    public static JsonMapper.Builder bounded() {
        return JsonMapper.builder(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxTokenCount(TOKENS)
                        .maxNestingDepth(DEPTH)
                        .maxNumberLength(LONGEST_NUMBER)
                        .build())
                .build());
    }
}
