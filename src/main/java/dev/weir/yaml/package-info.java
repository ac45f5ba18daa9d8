/**
 * Reads an operator's YAML file and reports every fault with its line, column and path. Imports nothing of ours.
 */
@NullMarked
package dev.weir.yaml;

import org.jspecify.annotations.NullMarked;
