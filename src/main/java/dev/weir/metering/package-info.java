/**
 * What happened: one record per exchange, from which the metrics and the usage log derive. May import auth, messages,
 * pricing.
 */
@NullMarked
package dev.weir.metering;

import org.jspecify.annotations.NullMarked;
