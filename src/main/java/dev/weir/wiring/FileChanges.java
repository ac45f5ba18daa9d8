package dev.weir.wiring;

import dev.weir.console.view.FileStatus;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** When each file or secret was last seen changed, and what was new. Safe for use by many threads. */
@Singleton
final class FileChanges {
    private final Map<String, LastChange> last = new ConcurrentHashMap<>();
    private final Clock clock;

    FileChanges(Clock clock) {
        this.clock = clock;
    }

    private record LastChange(Instant at, String changes) {}

    /** Notes that a file has other content; {@code changes} says in words what came into force. */
    void changed(String setting, String changes) {
        last.put(setting, new LastChange(clock.instant(), changes));
    }

    /** Returns how each file stands, by the faults of each now. */
    List<FileStatus> statuses(Map<String, List<String>> faults) {
        return faults.entrySet().stream()
                .map(file -> {
                    Optional<LastChange> change = Optional.ofNullable(last.get(file.getKey()));
                    return new FileStatus(
                            file.getKey(),
                            change.map(LastChange::at),
                            change.map(LastChange::changes).orElse(""),
                            file.getValue());
                })
                .toList();
    }
}
