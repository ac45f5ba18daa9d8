package dev.weir.e2e;

import java.util.List;

/**
 * A row of the contract of error responses.
 *
 * @param fault status and error type
 * @param message how the message begins
 * @param headers that the response has, each as {@code name: value}
 */
record ContractCase(String name, RawRequest request, String fault, String message, List<String> headers) {
    /** Returns a row with further headers of the response. */
    static ContractCase of(String name, RawRequest request, String fault, String message, String... headers) {
        return new ContractCase(name, request, fault, message, List.of(headers));
    }

    static RawRequest hello() {
        return RawRequest.message(TestKeys.OPEN, RawRequest.HELLO);
    }

    static ContractCase body(String name, String body, String fault, String message) {
        return of(name, RawRequest.message(TestKeys.OPEN, body), fault, message);
    }

    static ContractCase plan(String name, String body, String message) {
        return of("plan: " + name, RawRequest.message(TestKeys.STRICT, body), "400 invalid_request_error", message);
    }

    /** A message with one more member. */
    static String with(String member) {
        return RawRequest.HELLO.replace("{\"model\"", "{" + member + ",\"model\"");
    }

    @Override
    public String toString() {
        return name;
    }
}
