/** The last hour of this replica's meters, in memory. */
@NullMarked
package dev.weir.console.history;

import org.jspecify.annotations.NullMarked;
