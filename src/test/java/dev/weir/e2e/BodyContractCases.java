package dev.weir.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Stream;

/** The contract of error responses for bodies and plans. */
final class BodyContractCases {
    private static final long OVER_THE_LIMIT = 32L * 1024 * 1024 + 1;

    private BodyContractCases() {}

    static List<ContractCase> all() {
        return Stream.of(bodies(), plans()).flatMap(List::stream).toList();
    }

    private static List<ContractCase> bodies() {
        String fault = "400 invalid_request_error";
        return List.of(
                ContractCase.body("no body", "", fault, ""),
                ContractCase.body("no JSON", "canary", fault, ""),
                ContractCase.body("no object", "[]", fault, ""),
                ContractCase.body("cut JSON", RawRequest.HELLO.substring(0, 40), fault, ""),
                ContractCase.body("no model", "{\"max_tokens\":1,\"messages\":[]}", fault, "model: Field required"),
                ContractCase.body("odd model", "{\"model\":1,\"max_tokens\":1,\"messages\":[]}", fault, "model: "),
                ContractCase.body(
                        "no messages",
                        "{\"model\":\"claude-canary\",\"max_tokens\":1}",
                        fault,
                        "messages: Field required"),
                ContractCase.body(
                        "no max_tokens",
                        "{\"model\":\"claude-canary\",\"messages\":[]}",
                        fault,
                        "max_tokens: Field required"),
                ContractCase.body(
                        "negative max_tokens",
                        "{\"model\":\"claude-canary\",\"messages\":[],\"max_tokens\":-1}",
                        fault,
                        "max_tokens: "),
                ContractCase.body(
                        "odd stream",
                        RawRequest.HELLO.replace("{\"model\"", "{\"stream\":1,\"model\""),
                        fault,
                        "stream: "),
                ContractCase.body(
                        "odd user",
                        RawRequest.HELLO.replace("{\"model\"", "{\"metadata\":{\"user_id\":1},\"model\""),
                        fault,
                        "metadata"),
                ContractCase.body(
                        "two models",
                        RawRequest.HELLO.replace("{\"model\"", "{\"model\":\"claude-a\",\"model\""),
                        fault,
                        "model: Field given"),
                ContractCase.of(
                        "count_tokens without messages",
                        RawRequest.post(
                                "/v1/messages/count_tokens",
                                TestKeys.OPEN,
                                "{\"model\":\"claude-canary\"}".getBytes(UTF_8)),
                        fault,
                        "messages: Field required"),
                ContractCase.of(
                        "brotli",
                        ContractCase.hello().with("content-encoding", "br"),
                        "415 invalid_request_error",
                        "content-encoding"),
                ContractCase.of(
                        "gzip twice",
                        ContractCase.hello().with("content-encoding", "gzip, gzip"),
                        "415 invalid_request_error",
                        "content-encoding"),
                ContractCase.of("no gzip", ContractCase.hello().with("content-encoding", "gzip"), fault, ""),
                ContractCase.of(
                        "a bomb",
                        ContractCase.hello()
                                .carrying(ByteChunks.gzip(
                                        " ".repeat((int) OVER_THE_LIMIT).getBytes(UTF_8)))
                                .with("content-encoding", "gzip"),
                        "413 request_too_large",
                        "The request body"));
    }

    private static List<ContractCase> plans() {
        String fault = "400 invalid_request_error";
        return List.of(
                ContractCase.plan(
                        "model", RawRequest.HELLO.replace("claude-", "canary-"), "model: not allowed on plan strict"),
                ContractCase.plan(
                        "fallback",
                        ContractCase.with("\"fallbacks\":[{\"model\":\"claude-a\"},{\"model\":\"canary\"}]"),
                        "fallbacks[1].model: "),
                ContractCase.plan(
                        "any fallback", ContractCase.with("\"fallbacks\":\"default\""), "fallbacks: \"default\""),
                ContractCase.plan(
                        "fallbacks",
                        ContractCase.with("\"fallbacks\":[{\"model\":\"claude-a\"}]"),
                        "fallbacks: plan strict denies"),
                ContractCase.plan(
                        "MCP",
                        ContractCase.with("\"mcp_servers\":[{\"type\":\"url\"}]"),
                        "mcp_servers: plan strict denies"),
                ContractCase.plan(
                        "server tools",
                        ContractCase.with("\"tools\":[{\"type\":\"web_search_20250305\"}]"),
                        "tools: plan strict denies"),
                ContractCase.plan("speed", ContractCase.with("\"speed\":\"fast\""), "speed: plan strict denies"),
                ContractCase.plan(
                        "place", ContractCase.with("\"inference_geo\":\"us\""), "inference_geo: plan strict denies"),
                ContractCase.plan(
                        "tier", ContractCase.with("\"service_tier\":\"auto\""), "service_tier: plan strict denies"),
                ContractCase.plan(
                        "container", ContractCase.with("\"container\":\"c\""), "container: plan strict denies"),
                ContractCase.plan(
                        "bill",
                        ContractCase.with("\"billing_policy\":{\"bill_to\":\"self\"}"),
                        "billing_policy: plan strict denies"),
                ContractCase.plan(
                        "url",
                        RawRequest.HELLO.replace(
                                "\"canary\"",
                                "[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"http://canary\"}}]"),
                        "messages: plan strict denies url-sources"),
                ContractCase.plan(
                        "file",
                        RawRequest.HELLO.replace(
                                "\"canary\"",
                                "[{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"canary\"}}]"),
                        "messages: plan strict denies file-sources"),
                ContractCase.of(
                        "model to count",
                        RawRequest.post(
                                "/v1/messages/count_tokens",
                                TestKeys.STRICT,
                                "{\"model\":\"canary\",\"messages\":[]}".getBytes(UTF_8)),
                        fault,
                        "model: not allowed"),
                ContractCase.of(
                        "listed model",
                        RawRequest.get("/v1/models/canary-model", TestKeys.STRICT),
                        "404 not_found_error",
                        "model: not a model of this plan"),
                ContractCase.of(
                        "blocked user",
                        RawRequest.message(
                                TestKeys.STRICT,
                                ContractCase.with("\"metadata\":{\"user_id\":\"" + TestKeys.BLOCKED_USER + "\"}")),
                        "403 permission_error",
                        ""));
    }
}
