/** Weir's entry point: the command line of a self-hosted gateway for the Anthropic Messages API. */
@NullMarked
package dev.weir;

import org.jspecify.annotations.NullMarked;
