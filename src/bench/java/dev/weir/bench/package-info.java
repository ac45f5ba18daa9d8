/**
 * The benchmark: the packaged gateway beside other proxies and gateways in one interleaved run on this machine. Of ours
 * it imports command alone.
 */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
