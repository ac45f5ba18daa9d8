/**
 * Everything on one machine: the gateway with a key of its own, the simulator as upstream, an embedded Redis. May
 * import auth, command, pricing, reload and simulator.
 */
@NullMarked
package dev.weir.demo;

import org.jspecify.annotations.NullMarked;
