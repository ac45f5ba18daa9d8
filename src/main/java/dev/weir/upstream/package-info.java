/**
 * The one door to Anthropic: chooses the upstream and its key, sends, and says how it went. May import body, headers
 * and messages.
 */
@NullMarked
package dev.weir.upstream;

import org.jspecify.annotations.NullMarked;
