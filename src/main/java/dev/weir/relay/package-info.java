/** Copies responses to clients undelayed and reads their usage. May import messages and headers. */
@NullMarked
package dev.weir.relay;

import org.jspecify.annotations.NullMarked;
