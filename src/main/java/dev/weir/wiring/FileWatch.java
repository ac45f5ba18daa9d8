package dev.weir.wiring;

import dev.weir.metering.ReloadResult;
import dev.weir.metering.WeirMetrics;
import dev.weir.reload.FileCheck;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Reads the operator's files every 5 s, on a worker thread, and logs what changed. */
@Singleton
final class FileWatch {
    private static final Logger LOG = Logger.getLogger(FileWatch.class);

    private final FilesInForce files;
    private final WeirMetrics metrics;

    FileWatch(FilesInForce files, WeirMetrics metrics) {
        this.files = files;
        this.metrics = metrics;
    }

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void poll() {
        FileCheck policy = files.pollPolicy();
        log("weir.policy-file", policy);
        switch (policy) {
            case FileCheck.Unchanged() -> {}
            case FileCheck.Reloaded() -> metrics.policyReloaded(ReloadResult.APPLIED);
            case FileCheck.Rejected _ -> metrics.policyReloaded(ReloadResult.REFUSED);
        }
        files.pollOthers().forEach(FileWatch::log);
    }

    private static void log(String setting, FileCheck poll) {
        switch (poll) {
            case FileCheck.Unchanged() -> {}
            case FileCheck.Reloaded() -> LOG.infof("%s: new content in force", setting);
            case FileCheck.Rejected(List<String> faults) ->
                LOG.errorf("%s: refused, the old content stays in force: %s", setting, String.join("; ", faults));
        }
    }
}
