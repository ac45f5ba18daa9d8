package dev.weir.usage.compare;

import java.math.BigDecimal;

/**
 * A difference between the usage log and another count.
 *
 * @param with what the log is compared with: {@code usage report}, {@code cost report}, {@code redis}, {@code log}
 * @param period the time that is compared, or {@code all}
 * @param subject the model or the limit
 * @param unit of both numbers
 * @param log what the log says
 * @param other what the other says
 * @param remark more about it; may be empty
 */
public record Difference(
        DifferenceKind kind,
        String with,
        String period,
        String subject,
        String unit,
        BigDecimal log,
        BigDecimal other,
        String remark) {}
