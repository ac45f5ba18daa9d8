package dev.weir.policy;

/** A key of the policy with the team that it belongs to. */
public record KnownKey(Team team, ApiKey key) {}
