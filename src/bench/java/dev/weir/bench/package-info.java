/**
 * The benchmark: the packaged gateway beside nginx and HAProxy in one interleaved run on this machine. Imports nothing of
 * ours.
 */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
