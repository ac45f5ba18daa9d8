/** The audit log: what was done to the gateway, and by what it was stopped. Imports nothing of ours. */
@NullMarked
package dev.weir.audit;

import org.jspecify.annotations.NullMarked;
