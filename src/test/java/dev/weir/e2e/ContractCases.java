package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Stream;

/** The contract of error responses for paths, methods and credentials, and the order of the checks. */
final class ContractCases {
    private static final long OVER_THE_LIMIT = 32L * 1024 * 1024 + 1;
    private static final byte[] HELLO = RawRequest.HELLO.getBytes(UTF_8);

    private ContractCases() {}

    static List<ContractCase> all() {
        return Stream.of(paths(), methods(), credentials(), order())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ContractCase> paths() {
        String unknown = "404 not_found_error";
        String ambiguous = "400 invalid_request_error";
        return List.of(
                ContractCase.of(
                        "unknown path", RawRequest.post("/v1/nothing", TestKeys.OPEN, HELLO), unknown, "Not found"),
                ContractCase.of(
                        "doubled slash", RawRequest.post("//v1/messages", TestKeys.OPEN, HELLO), unknown, "Not found"),
                ContractCase.of(
                        "slash at the end",
                        RawRequest.post("/v1/messages/", TestKeys.OPEN, HELLO),
                        unknown,
                        "Not found"),
                ContractCase.of(
                        "upper case", RawRequest.post("/V1/messages", TestKeys.OPEN, HELLO), unknown, "Not found"),
                ContractCase.of("health on the data port", RawRequest.bare("GET", "/q/health"), unknown, "Not found"),
                ContractCase.of("metrics on the data port", RawRequest.bare("GET", "/q/metrics"), unknown, "Not found"),
                ContractCase.of("GET of the probe", RawRequest.bare("GET", "/"), unknown, "Not found"),
                ContractCase.of(
                        "path parameter",
                        RawRequest.post("/v1/messages;a=1", TestKeys.OPEN, HELLO),
                        ambiguous,
                        "The path"),
                ContractCase.of(
                        "hidden slash", RawRequest.post("/v1%2fmessages", TestKeys.OPEN, HELLO), ambiguous, "The path"),
                ContractCase.of(
                        "hidden dots",
                        RawRequest.post("/x/%2e%2e/v1/messages", TestKeys.OPEN, HELLO),
                        ambiguous,
                        "The path"),
                ContractCase.of(
                        "hidden NUL", RawRequest.post("/v1/messages%00", TestKeys.OPEN, HELLO), ambiguous, "The path"));
    }

    private static List<ContractCase> methods() {
        String fault = "405 invalid_request_error";
        return List.of(
                ContractCase.of(
                        "GET of messages",
                        RawRequest.get("/v1/messages", TestKeys.OPEN),
                        fault,
                        "Method",
                        "allow: POST"),
                ContractCase.of(
                        "PUT of messages", RawRequest.bare("PUT", "/v1/messages"), fault, "Method", "allow: POST"),
                ContractCase.of(
                        "OPTIONS of messages",
                        RawRequest.bare("OPTIONS", "/v1/messages"),
                        fault,
                        "Method",
                        "allow: POST"),
                ContractCase.of(
                        "GET of count_tokens",
                        RawRequest.get("/v1/messages/count_tokens", TestKeys.OPEN),
                        fault,
                        "Method",
                        "allow: POST"),
                ContractCase.of(
                        "DELETE of models", RawRequest.bare("DELETE", "/v1/models"), fault, "Method", "allow: GET"),
                ContractCase.of(
                        "POST of one model", RawRequest.bare("POST", "/v1/models/a"), fault, "Method", "allow: GET"));
    }

    private static List<ContractCase> credentials() {
        String fault = "401 authentication_error";
        String retry = "x-should-retry: false";
        RawRequest none = RawRequest.message("", RawRequest.HELLO).without("x-api-key");
        return List.of(
                ContractCase.of("no key", none, fault, "No API key", retry),
                ContractCase.of("empty key", none.with("x-api-key", ""), fault, "No API key", retry),
                ContractCase.of("empty bearer", none.with("authorization", "Bearer "), fault, "No API key", retry),
                ContractCase.of(
                        "unknown key",
                        RawRequest.message(TestKeys.UNKNOWN, RawRequest.HELLO),
                        fault,
                        "This API key",
                        retry),
                ContractCase.of(
                        "unknown bearer",
                        none.with("authorization", "Bearer " + TestKeys.UNKNOWN),
                        fault,
                        "This API key",
                        retry),
                ContractCase.of("short key", none.with("x-api-key", "canary"), fault, "This API key", retry),
                ContractCase.of(
                        "long key", none.with("x-api-key", "canary".repeat(2000)), fault, "This API key", retry),
                ContractCase.of(
                        "odd characters", none.with("x-api-key", "canary' OR 1=1 --\"é"), fault, "This API key", retry),
                ContractCase.of(
                        "basic", none.with("authorization", "Basic Y2FuYXJ5"), fault, "The header 'Auth", retry),
                ContractCase.of(
                        "expired",
                        RawRequest.message(TestKeys.EXPIRED, RawRequest.HELLO),
                        fault,
                        "The API key expired of",
                        retry),
                ContractCase.of(
                        "two different",
                        RawRequest.message(TestKeys.OPEN, RawRequest.HELLO)
                                .with("authorization", "Bearer " + TestKeys.STRICT),
                        fault,
                        "Two different",
                        retry),
                ContractCase.of(
                        "two of one name",
                        RawRequest.message(TestKeys.OPEN, RawRequest.HELLO).with("x-api-key", TestKeys.STRICT),
                        fault,
                        "Two different",
                        retry),
                ContractCase.of("no key for models", RawRequest.bare("GET", "/v1/models"), fault, "No API key", retry));
    }

    private static List<ContractCase> order() {
        String huge = Long.toString(OVER_THE_LIMIT);
        RawRequest hugeBad = RawRequest.bare("POST", "/v1/messages").with("content-length", huge);
        return List.of(
                ContractCase.of(
                        "path before key",
                        RawRequest.post("/v1/nothing", TestKeys.UNKNOWN, HELLO),
                        "404 not_found_error",
                        ""),
                ContractCase.of(
                        "disabled before key",
                        RawRequest.post("/v1/files", TestKeys.UNKNOWN, HELLO),
                        "501 not_supported",
                        "",
                        "x-should-retry: false"),
                ContractCase.of(
                        "method before key",
                        RawRequest.get("/v1/messages", TestKeys.UNKNOWN),
                        "405 invalid_request_error",
                        ""),
                ContractCase.of(
                        "path before method", RawRequest.bare("PATCH", "/v1/nothing"), "404 not_found_error", ""),
                ContractCase.of(
                        "key before size",
                        hugeBad.with("x-api-key", TestKeys.UNKNOWN),
                        "401 authentication_error",
                        "",
                        "connection: close"),
                ContractCase.of(
                        "size before encoding",
                        hugeBad.with("x-api-key", TestKeys.OPEN).with("content-encoding", "br"),
                        "413 request_too_large",
                        "",
                        "connection: close"),
                ContractCase.of(
                        "key before body",
                        RawRequest.message(TestKeys.UNKNOWN, "canary"),
                        "401 authentication_error",
                        ""),
                ContractCase.plan(
                        "body before plan", "{\"model\":\"canary\",\"messages\":[]}", "max_tokens: Field required"));
    }
}
