/**
 * How many new users a key may name in a day. May import auth, policy, quota and quota.store.
 */
@NullMarked
package dev.weir.quota.identity;

import org.jspecify.annotations.NullMarked;
