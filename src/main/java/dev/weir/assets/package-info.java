/** Files that browsers load, packaged beside the classes that serve them. Imports nothing of ours. */
@NullMarked
package dev.weir.assets;

import org.jspecify.annotations.NullMarked;
