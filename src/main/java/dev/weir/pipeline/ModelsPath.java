package dev.weir.pipeline;

import io.netty.handler.codec.http.QueryStringDecoder;

/** Which models a path asks for. */
sealed interface ModelsPath {
    /** {@code /v1/models}. */
    record All() implements ModelsPath {}

    /** {@code /v1/models/{id}}; the id decoded. */
    record One(String id) implements ModelsPath {}

    /** Reads the path of a call that the edge has found to be one of both. */
    static ModelsPath of(String uri) {
        String path = new QueryStringDecoder(uri).path();
        String prefix = "/v1/models/";
        return path.startsWith(prefix) ? new One(path.substring(prefix.length())) : new All();
    }
}
