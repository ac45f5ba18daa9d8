package dev.weir.quota.store.memory;

import dev.weir.quota.store.LostPart;
import java.util.List;
import java.util.Optional;

/** Takes parts of levels out of a store in memory. */
public final class MemoryLoss {
    private MemoryLoss() {}

    /** Lets a part be gone. */
    public static void lose(InMemoryQuotaStore store, LostPart lost) {
        StoredLevel level = store.level(lost.owner());
        switch (lost.part()) {
            case STATE -> level.setState(Optional.empty());
            case EXPIRIES -> List.copyOf(level.scores().keySet()).forEach(level::remove);
            case LEASES -> level.leases().clear();
            case ONE_EXPIRY -> level.remove(lost.lease());
            case ONE_LEASE -> level.leases().remove(lost.lease());
            case CHARGES -> store.forgetCharges(lost.owner().team());
        }
    }
}
