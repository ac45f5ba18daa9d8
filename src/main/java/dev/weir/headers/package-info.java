/**
 * The filter for headers that pass between client and upstream: deny-lists, so that unknown headers pass. Imports
 * nothing of ours.
 */
@NullMarked
package dev.weir.headers;

import org.jspecify.annotations.NullMarked;
