/**
 * All settings of Weir, and how they are read before Quarkus starts. May import the packages that declare a part of
 * them, reload and yaml.
 */
@NullMarked
package dev.weir.settings;

import org.jspecify.annotations.NullMarked;
