/**
 * The bytes of a request as they arrive: bounded each and in sum, kept as they came. Imports nothing of ours.
 */
@NullMarked
package dev.weir.body;

import org.jspecify.annotations.NullMarked;
