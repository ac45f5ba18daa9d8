/**
 * An operator's YAML file, read with the place of every fault. Imports nothing of ours.
 */
@NullMarked
package dev.weir.yaml;

import org.jspecify.annotations.NullMarked;
