/** Metrics and the usage log, derived from one record per exchange. May import messages and pricing. */
@NullMarked
package dev.weir.metering;

import org.jspecify.annotations.NullMarked;
