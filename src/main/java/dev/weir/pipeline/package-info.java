/**
 * The order of the stages; the only package that knows them all.
 */
@NullMarked
package dev.weir.pipeline;

import org.jspecify.annotations.NullMarked;
