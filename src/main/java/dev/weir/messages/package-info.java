/**
 * The Messages API as immutable values: requests read in one pass, errors, usage. Imports nothing of ours.
 */
@NullMarked
package dev.weir.messages;

import org.jspecify.annotations.NullMarked;
