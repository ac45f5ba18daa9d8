package dev.weir.http;

import dev.weir.messages.ErrorBody;
import dev.weir.pipeline.ErrorResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jboss.logging.Logger;

/** Answers what REST itself could not do, so that no page of a framework reaches a client. */
@Provider
public final class UnexpectedFault implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(UnexpectedFault.class);

    /** Logs the fault and answers nothing about it. */
    @Override
    public Response toResponse(Throwable fault) {
        MemoryExhaustion.endIfCauseOf(fault);
        LOG.error("A request failed before it reached the pipeline", fault);
        ErrorResponse refusal = ErrorResponse.fault();
        return Response.status(refusal.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("x-weir-source", "gateway")
                .entity(ErrorBody.json(refusal.type(), refusal.message(), ""))
                .build();
    }
}
