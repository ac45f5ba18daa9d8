/**
 * The edge: routes, headers and error responses on the data port. May import pipeline, relay, messages and metering.
 */
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
