/**
 * Chooses the upstream and the key for an attempt by what is in use, what is left of each key's rate limits, and
 * which key a conversation used before. May import messages and upstream.retry.
 */
@NullMarked
package dev.weir.upstream.keys;

import org.jspecify.annotations.NullMarked;
