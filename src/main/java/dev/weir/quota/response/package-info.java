/**
 * What callers are told about their limits: headers, error messages, the body of {@code GET /weir/limits}. May import
 * messages, policy, pricing and quota.store.
 */
@NullMarked
package dev.weir.quota.response;

import org.jspecify.annotations.NullMarked;
