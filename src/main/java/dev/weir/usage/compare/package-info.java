/** Compares what usage logs say with what others say, and names the differences. */
@NullMarked
package dev.weir.usage.compare;

import org.jspecify.annotations.NullMarked;
