package dev.weir.upstream.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a key must fit to.
 *
 * @param onlyUpstream the only upstream allowed; absent = any
 * @param model the model asked for; empty where none is
 * @param affinity a number; requests with the same one use the same key
 * @param binding how firmly they keep to it
 * @param excluded keys that this request does not use while there are others
 */
public record KeyQuery(
        Optional<String> onlyUpstream, String model, long affinity, Binding binding, List<PoolKey> excluded) {
    public KeyQuery {
        excluded = List.copyOf(excluded);
    }

    /** How firmly a request keeps to the key of its affinity. */
    public enum Binding {
        /** That key has the conversation's prompt cache; another one works too. */
        CACHE,
        /** Only that key's account has what the request refers to. */
        STATE
    }

    /** Returns the query without excluded keys. */
    public KeyQuery withAnyKey() {
        return excluded.isEmpty() ? this : new KeyQuery(onlyUpstream, model, affinity, binding, List.of());
    }

    /** Returns the query with these keys excluded too. */
    public KeyQuery without(List<PoolKey> keys) {
        List<PoolKey> all = new ArrayList<>(excluded);
        all.addAll(keys);
        return new KeyQuery(onlyUpstream, model, affinity, binding, all);
    }
}
