/**
 * Prices of tokens, read from {@code config/prices.yaml}, which is watched while Weir runs. May import messages, reload
 * and yaml.
 */
@NullMarked
package dev.weir.pricing;

import org.jspecify.annotations.NullMarked;
