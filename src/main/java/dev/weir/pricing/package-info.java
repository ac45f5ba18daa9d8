/**
 * What tokens cost, read from {@code config/prices.yaml} and followed while Weir runs. May import messages and reload.
 */
@NullMarked
package dev.weir.pricing;

import org.jspecify.annotations.NullMarked;
