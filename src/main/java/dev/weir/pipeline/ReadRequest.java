package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.body.Body;
import dev.weir.messages.MessageRequest;

/**
 * A request whose body has been read.
 *
 * @param body its bytes as they came; the exchange releases them
 */
record ReadRequest(Caller caller, Body body, MessageRequest message) {}
