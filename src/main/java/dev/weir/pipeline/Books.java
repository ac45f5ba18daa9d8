package dev.weir.pipeline;

import dev.weir.auth.Pseudonyms;
import dev.weir.metering.UsageMeter;
import dev.weir.metering.WeirMetrics;
import java.util.function.Supplier;

/**
 * Where what happened is written down, and under which names.
 *
 * @param pseudonyms as they are now, as their key may be followed in a file
 */
public record Books(UsageMeter meter, WeirMetrics metrics, Supplier<Pseudonyms> pseudonyms) {}
