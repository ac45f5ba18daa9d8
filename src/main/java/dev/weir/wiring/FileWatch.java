package dev.weir.wiring;

import dev.weir.audit.AuditEvent;
import dev.weir.audit.AuditLog;
import dev.weir.metering.ReloadMetrics;
import dev.weir.metering.ReloadResult;
import dev.weir.policy.Policy;
import dev.weir.policy.PolicyChanges;
import dev.weir.reload.FileCheck;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/** Reads the operator's files every 5 s, on a worker thread; logs and counts what changed. */
@Singleton
final class FileWatch {
    private static final Logger LOG = Logger.getLogger(FileWatch.class);

    private final FilesInForce files;
    private final ReloadMetrics metrics;
    private final PolicySeries series;
    private final AuditLog audit;
    private final FileChanges changes;

    FileWatch(FilesInForce files, ReloadMetrics metrics, PolicySeries series, AuditLog audit, FileChanges changes) {
        this.files = files;
        this.metrics = metrics;
        this.series = series;
        this.audit = audit;
        this.changes = changes;
    }

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void poll() {
        Policy before = files.policy();
        FileCheck policy = files.pollPolicy();
        report("weir.policy-file", policy, PolicyChanges.between(before, files.policy()));
        if (policy instanceof FileCheck.Reloaded) {
            series.follow(files.policy());
        }
        files.pollOthers().forEach((setting, check) -> report(setting, check, "new content"));
    }

    private void report(String setting, FileCheck check, String difference) {
        switch (check) {
            case FileCheck.Unchanged() -> {}
            case FileCheck.Reloaded() -> {
                metrics.reloaded(ReloadResult.APPLIED);
                changes.changed(setting, difference);
                LOG.infof("%s reloaded: %s", setting, difference);
                audit.write(AuditEvent.RELOAD, "setting", setting, "result", "applied", "changes", difference);
            }
            case FileCheck.Rejected(List<String> faults) -> {
                metrics.reloaded(ReloadResult.REFUSED);
                changes.changed(setting, "");
                LOG.errorf("%s rejected, the old content stays in force: %s", setting, String.join("; ", faults));
                String count = String.valueOf(faults.size());
                audit.write(AuditEvent.RELOAD, "setting", setting, "result", "rejected", "faults", count);
            }
        }
    }
}
