/** The commands, beside the gateway. May import auth, check, messages, policy, quota, reload, settings and upstream. */
@NullMarked
package dev.weir.command;

import org.jspecify.annotations.NullMarked;
