/**
 * Training runs for the JVM's AOT cache: a gateway in a process of its own, and the requests that it serves meanwhile.
 * May import auth and reload.
 */
@NullMarked
package dev.weir.training;

import org.jspecify.annotations.NullMarked;
