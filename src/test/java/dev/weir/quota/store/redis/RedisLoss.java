package dev.weir.quota.store.redis;

import dev.weir.quota.store.LimitOwner;
import dev.weir.quota.store.LostPart;
import io.vertx.redis.client.Command;

/** Takes parts of levels out of Redis. */
final class RedisLoss {
    private RedisLoss() {}

    /** Lets a part be gone. */
    static void lose(RawRedis redis, LostPart lost) {
        LevelKeys keys = keys(lost.owner());
        switch (lost.part()) {
            case STATE -> redis.command(Command.DEL, keys.state());
            case EXPIRIES -> redis.command(Command.DEL, keys.leases());
            case LEASES -> redis.command(Command.DEL, keys.amounts());
            case ONE_EXPIRY -> redis.command(Command.ZREM, keys.leases(), lost.lease());
            case ONE_LEASE -> redis.command(Command.HDEL, keys.amounts(), lost.lease());
            case CHARGES ->
                redis.command(Command.DEL, LevelKeys.charges(lost.owner().team()));
        }
    }

    /** Returns the keys of a level. */
    static LevelKeys keys(LimitOwner owner) {
        return LevelKeys.of(owner);
    }
}
