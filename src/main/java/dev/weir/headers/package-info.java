/**
 * Which headers pass from one side to the other: deny-lists, so that unknown headers pass. Imports nothing of ours.
 */
@NullMarked
package dev.weir.headers;

import org.jspecify.annotations.NullMarked;
