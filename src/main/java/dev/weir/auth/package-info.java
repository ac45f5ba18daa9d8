/**
 * Who is calling: the team and key from the credential, the user from the key or the body. May import policy and
 * reload.
 */
@NullMarked
package dev.weir.auth;

import org.jspecify.annotations.NullMarked;
