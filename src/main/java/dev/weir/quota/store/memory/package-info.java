/**
 * The store in memory: the fallback while Redis is gone, and the oracle of the tests. May import policy and
 * quota.store.
 */
@NullMarked
package dev.weir.quota.store.memory;

import org.jspecify.annotations.NullMarked;
