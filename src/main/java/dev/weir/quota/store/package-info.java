/**
 * Where limits are counted: one script call for all limits of a user and its team, and the same arithmetic in Java. May
 * import policy.
 */
@NullMarked
package dev.weir.quota.store;

import org.jspecify.annotations.NullMarked;
