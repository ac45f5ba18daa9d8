/**
 * Teams, keys and plans, read from {@code config/policy.yaml}, which is watched while Weir runs. May import messages,
 * pricing, reload and yaml.
 */
@NullMarked
package dev.weir.policy;

import org.jspecify.annotations.NullMarked;
