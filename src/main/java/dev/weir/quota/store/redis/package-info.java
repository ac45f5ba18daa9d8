/**
 * The store in Redis: one script call for all limits of a user and its team. May import policy and quota.store.
 */
@NullMarked
package dev.weir.quota.store.redis;

import org.jspecify.annotations.NullMarked;
