/**
 * The console on the management port: pages for whoever runs Weir, made on the server. It reads, and changes nothing.
 */
@NullMarked
package dev.weir.console;

import org.jspecify.annotations.NullMarked;
