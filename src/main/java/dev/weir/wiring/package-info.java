/**
 * Makes the gateway from its packages, and runs its background tasks: files, readiness, renewals, drain. May import all
 * but commands.
 */
@NullMarked
package dev.weir.wiring;

import org.jspecify.annotations.NullMarked;
