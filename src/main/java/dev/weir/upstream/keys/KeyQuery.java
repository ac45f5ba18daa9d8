package dev.weir.upstream.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a key is wanted for.
 *
 * @param onlyUpstream the only upstream allowed; absent = any
 * @param model the model asked for; empty where none is
 * @param affinity equal for requests that are to use the same key
 * @param binding how firmly they are
 * @param not keys that this request is to leave alone while there are others
 */
public record KeyQuery(Optional<String> onlyUpstream, String model, long affinity, Binding binding, List<PoolKey> not) {
    public KeyQuery {
        not = List.copyOf(not);
    }

    /** How firmly a request is bound to the key that its affinity names. */
    public enum Binding {
        /** That key has the conversation's prompt cache; another will do. */
        CACHE,
        /** That key has what the request refers to; no other will do. */
        STATE
    }

    /** Returns the query without keys to leave alone. */
    public KeyQuery withAnyKey() {
        return not.isEmpty() ? this : new KeyQuery(onlyUpstream, model, affinity, binding, List.of());
    }

    /** Returns the query with more keys to leave alone. */
    public KeyQuery without(List<PoolKey> keys) {
        List<PoolKey> all = new ArrayList<>(not);
        all.addAll(keys);
        return new KeyQuery(onlyUpstream, model, affinity, binding, all);
    }
}
