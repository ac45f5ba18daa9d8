/**
 * Files that are followed by content while Weir runs. Imports nothing of ours.
 */
@NullMarked
package dev.weir.reload;

import org.jspecify.annotations.NullMarked;
