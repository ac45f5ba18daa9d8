/**
 * The edge: routes, headers and error responses on the data port. May import body, messages, pipeline and relay.
 */
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
