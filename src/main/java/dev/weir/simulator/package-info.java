/**
 * A mock of the Messages API with realistic faults that teams can run in their own CI; may import Vert.x core and
 * Jackson, nothing of ours, so that a misreading of the API cannot agree with itself.
 */
@NullMarked
package dev.weir.simulator;

import org.jspecify.annotations.NullMarked;
