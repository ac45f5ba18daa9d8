/**
 * The benchmark: the packaged gateway beside nginx and HAProxy in one interleaved run on this machine. Of ours
 * it imports command alone.
 */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
