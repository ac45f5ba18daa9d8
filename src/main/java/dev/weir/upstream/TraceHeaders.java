package dev.weir.upstream;

/**
 * What an attempt tells the upstream about its trace.
 *
 * @param traceparent names the attempt's span. Source: W3C Trace Context
 * @param keepsState whether the client's {@code tracestate} belongs to the same trace
 */
public record TraceHeaders(String traceparent, boolean keepsState) {}
