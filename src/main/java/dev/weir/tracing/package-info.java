/**
 * The spans and metrics of each exchange, sent as OTLP where an endpoint is set. May import messages, metering and
 * pricing.
 */
@NullMarked
package dev.weir.tracing;

import org.jspecify.annotations.NullMarked;
