/**
 * Puts the gateway together from its packages, and keeps it going: files, readiness, renewals, drain. May import all
 * but commands.
 */
@NullMarked
package dev.weir.wiring;

import org.jspecify.annotations.NullMarked;
