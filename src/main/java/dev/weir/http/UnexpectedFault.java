package dev.weir.http;

import dev.weir.body.MemoryExhaustion;
import dev.weir.messages.ErrorBody;
import dev.weir.pipeline.ErrorResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.jboss.logging.Logger;

/** Responds to faults of REST itself, so that no client sees the error page of a framework. */
@Provider
public final class UnexpectedFault implements ExceptionMapper<Throwable> {
    private static final Logger LOG = Logger.getLogger(UnexpectedFault.class);

    /** Logs the fault; the response says nothing of it. */
    @Override
    public Response toResponse(Throwable fault) {
        MemoryExhaustion.endIfCauseOf(fault);
        LOG.error("A request failed before it reached the pipeline", fault);
        ErrorResponse error = ErrorResponse.fault();
        return Response.status(error.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header("x-weir-source", "gateway")
                .entity(ErrorBody.json(error.type(), error.message(), ""))
                .build();
    }
}
