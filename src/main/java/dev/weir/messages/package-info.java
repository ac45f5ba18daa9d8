/**
 * The Messages API as immutable values: requests, error bodies, response facts and usage. Imports nothing of ours.
 */
@NullMarked
package dev.weir.messages;

import org.jspecify.annotations.NullMarked;
