package dev.weir.auth;

import dev.weir.policy.ApiKey;
import dev.weir.policy.Team;

/** The authenticated sender of a request: a team and one of its keys. */
public record Caller(Team team, ApiKey key) {}
