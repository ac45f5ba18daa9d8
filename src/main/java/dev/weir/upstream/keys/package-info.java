/**
 * Chooses the upstream and the key for an attempt: which are in use, which have room left, and which one a
 * conversation had before. May import messages and upstream.retry.
 */
@NullMarked
package dev.weir.upstream.keys;

import org.jspecify.annotations.NullMarked;
