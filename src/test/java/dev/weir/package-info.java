/** Tests of the whole: architecture, and the gateway as its callers see it. */
@NullMarked
package dev.weir;

import org.jspecify.annotations.NullMarked;
