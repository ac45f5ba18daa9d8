/** The gateway as its callers and its upstream see it: booted, over real sockets. May import everything public. */
@NullMarked
package dev.weir.e2e;

import org.jspecify.annotations.NullMarked;
