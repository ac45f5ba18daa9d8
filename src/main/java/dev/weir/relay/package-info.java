/**
 * Copies bytes to the client undelayed and reads the usage that flows past. May import
 * messages and headers.
 */
@NullMarked
package dev.weir.relay;

import org.jspecify.annotations.NullMarked;
