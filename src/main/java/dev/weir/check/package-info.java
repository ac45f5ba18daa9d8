/**
 * Checks before Weir serves: settings and files, and by probes Redis and the upstreams. May import auth, body, http,
 * messages, policy, pricing, quota, reload, settings and upstream.
 */
@NullMarked
package dev.weir.check;

import org.jspecify.annotations.NullMarked;
