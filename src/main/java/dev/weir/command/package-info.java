/**
 * The commands that run before and beside the gateway. May import auth, policy, pricing, reload, upstream, yaml and the
 * root mapping.
 */
@NullMarked
package dev.weir.command;

import org.jspecify.annotations.NullMarked;
