/**
 * Authentication: the team and key from the credentials, the identity from the key or the body. May import policy and
 * reload.
 */
@NullMarked
package dev.weir.auth;

import org.jspecify.annotations.NullMarked;
