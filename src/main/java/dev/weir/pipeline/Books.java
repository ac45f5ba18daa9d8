package dev.weir.pipeline;

import dev.weir.auth.Pseudonyms;
import dev.weir.metering.UsageMeter;
import dev.weir.metering.WeirMetrics;

/** Where what happened is written down, and under which names. */
public record Books(UsageMeter meter, WeirMetrics metrics, Pseudonyms pseudonyms) {}
