package dev.weir.pipeline;

import dev.weir.auth.Caller;
import dev.weir.body.Body;
import dev.weir.messages.MessageRequest;
import java.util.OptionalLong;

/**
 * A request whose body has been read.
 *
 * @param body its bytes as they came; the exchange releases them
 * @param conversation tells conversations apart; absent where nothing depends on it
 */
record ReadRequest(Caller caller, Body body, MessageRequest message, OptionalLong conversation) {}
