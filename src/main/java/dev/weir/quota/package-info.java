/**
 * Whether the caller may proceed: reserves before the request is sent, settles when it has ended. May import auth,
 * messages, policy and pricing.
 */
@NullMarked
package dev.weir.quota;

import org.jspecify.annotations.NullMarked;
