/**
 * Files and secrets that are read again while Weir runs, whenever their content changes. Imports nothing of ours.
 */
@NullMarked
package dev.weir.reload;

import org.jspecify.annotations.NullMarked;
