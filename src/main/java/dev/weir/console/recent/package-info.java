/** The last exchanges of this replica, in memory. */
@NullMarked
package dev.weir.console.recent;

import org.jspecify.annotations.NullMarked;
