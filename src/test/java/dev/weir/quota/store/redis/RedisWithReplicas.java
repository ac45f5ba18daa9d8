package dev.weir.quota.store.redis;

import java.util.Map;

/** A Redis of several servers on 127.0.0.1 that goes on without one of its masters. */
public interface RedisWithReplicas extends AutoCloseable {
    /** Returns the settings by which Weir finds it. */
    Map<String, String> settings();

    /** Kills a master once its replica has all it wrote: what failovers lose is Redis' affair. */
    void killMaster();

    @Override
    void close();
}
