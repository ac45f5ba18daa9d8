package dev.weir.pipeline;

import dev.weir.auth.Authenticator;
import dev.weir.quota.NewUsers;
import dev.weir.quota.QuotaLimiter;
import dev.weir.relay.Relay;
import dev.weir.upstream.UpstreamClient;

/** The stages of a request, in their order. */
public record Stages(
        Authenticator authenticator,
        Intake intake,
        NewUsers newUsers,
        QuotaLimiter quota,
        UpstreamClient upstream,
        Relay relay) {}
