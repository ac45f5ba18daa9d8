/** Reads usage logs, sums them and writes the sums. May import messages and pricing. */
@NullMarked
package dev.weir.usage;

import org.jspecify.annotations.NullMarked;
