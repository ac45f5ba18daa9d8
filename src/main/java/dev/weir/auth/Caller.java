package dev.weir.auth;

import dev.weir.policy.ApiKey;
import dev.weir.policy.Team;

/** Who is calling: a team, by one of its keys. */
public record Caller(Team team, ApiKey key) {}
