package dev.weir.policy;

/** A key of the policy and its team. */
public record KnownKey(Team team, ApiKey key) {}
