/**
 * Decides whether a request is sent again: what an attempt's end means, how long to wait, and how many retries there
 * may be. Pure but for the budget. May import messages.
 */
@NullMarked
package dev.weir.upstream.retry;

import org.jspecify.annotations.NullMarked;
