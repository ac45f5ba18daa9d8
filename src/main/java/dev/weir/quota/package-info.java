/**
 * Decides whether a request is admitted: reserves before it is sent, settles when it has ended. May import auth,
 * messages, policy and pricing.
 */
@NullMarked
package dev.weir.quota;

import org.jspecify.annotations.NullMarked;
