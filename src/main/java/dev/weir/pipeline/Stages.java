package dev.weir.pipeline;

import dev.weir.auth.Authenticator;
import dev.weir.quota.QuotaLimiter;

/** The stages of a request, in their order. */
public record Stages(
        Authenticator authenticator,
        Admission admission,
        RequestReceiver receiver,
        IdentityResolver identities,
        QuotaLimiter quota,
        UpstreamSender sender,
        ResponseRelay relay,
        RejectedKeys rejectedKeys) {}
