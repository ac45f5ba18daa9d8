/**
 * What tokens cost, read from {@code config/prices.yaml} and followed while Weir runs. May import messages, reload and
 * yaml.
 */
@NullMarked
package dev.weir.pricing;

import org.jspecify.annotations.NullMarked;
