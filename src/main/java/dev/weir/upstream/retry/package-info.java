/**
 * Decides whether a request is sent again: what the end of an attempt means, how long to wait, and how many retries
 * are allowed. Pure but for the budget. May import messages.
 */
@NullMarked
package dev.weir.upstream.retry;

import org.jspecify.annotations.NullMarked;
