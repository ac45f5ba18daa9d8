/**
 * The one door to Anthropic: chooses the upstream and its key, sends, and says how it went. May import messages, body
 * and reload.
 */
@NullMarked
package dev.weir.upstream;

import org.jspecify.annotations.NullMarked;
