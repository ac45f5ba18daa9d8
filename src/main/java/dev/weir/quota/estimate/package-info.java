/**
 * What a request is expected to use, learned from earlier responses, and how much is held for it. May import messages,
 * policy, pricing and quota.store.
 */
@NullMarked
package dev.weir.quota.estimate;

import org.jspecify.annotations.NullMarked;
