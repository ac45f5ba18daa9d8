/** The interface of the store that counts limits, and its data. May import policy. */
@NullMarked
package dev.weir.quota.store;

import org.jspecify.annotations.NullMarked;
