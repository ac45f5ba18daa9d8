/**
 * The only way to the upstreams: chooses the upstream and its key, sends, and reports the outcome. May import body,
 * headers and messages.
 */
@NullMarked
package dev.weir.upstream;

import org.jspecify.annotations.NullMarked;
