package dev.weir.quota;

import dev.weir.messages.MessageRequest;
import java.util.Optional;

/**
 * The lease of a caller without limits: nothing is held and nothing is counted.
 *
 * @param message the request; absent for one that uses nothing
 */
public record FreeLease(String id, Optional<MessageRequest> message) implements Lease {}
