/**
 * The commands, each a class that picocli fills. May import auth, check, policy, quota, reload, settings, simulator,
 * training and upstream.
 */
@NullMarked
package dev.weir.command;

import org.jspecify.annotations.NullMarked;
