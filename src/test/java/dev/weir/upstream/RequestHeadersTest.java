package dev.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "expect",
                "Cookie",
                "Forwarded",
                "X-Forwarded-For",
                "x-forwarded-host",
                "X-Forwarded-Proto",
                "x-forwarded-brand-new",
                "X-Real-IP",
                "x-weir-request-id",
                "X-Weir-Anything",
                "Authorization",
                "X-Api-Key",
                "anthropic-workspace-id",
                "Anthropic-User-Profile-Id",
                "content-length",
                "connection",
                "keep-alive",
                "proxy-authorization",
                "te",
                "trailer",
                "transfer-encoding",
                "upgrade"
            })
    void keepBack(String name) {
        MultiMap sent = new RequestHeaders(Set.of("x-own", "X-Mesh-*"))
                .from(HttpHeaders.headers().add(name, "v"));

        assertThat(lines(sent)).containsExactly("accept-encoding: identity");
    }

    @ParameterizedTest
    @CsvSource({
        "forwarded, RFC 7239",
        "via, RFC 9110 section 7.6.3",
        "cdn-loop, RFC 8586",
        "x-forwarded-for, proxies of any make",
        "x-forwarded-client-cert, Envoy: the client's certificate",
        "x-forwarded-access-token, oauth2-proxy",
        "x-forwarded-user, oauth2-proxy",
        "x-real-ip, nginx: ngx_http_realip_module",
        "x-client-ip, Apache httpd and others",
        "x-cluster-client-ip, Rackspace load balancers",
        "x-client-cert-chain, load balancers that end mutual TLS",
        "x-original-uri, ingress-nginx",
        "x-original-url, IIS: the path to serve in place of the requested one",
        "x-original-method, ingress-nginx",
        "x-original-forwarded-for, ingress-nginx",
        "x-http-method-override, frameworks that let a POST be another method",
        "x-http-method, the same",
        "x-method-override, the same",
        "remote-user, CGI and Authelia",
        "x-remote-user, proxies that sign in",
        "x-auth-request-email, oauth2-proxy",
        "x-auth-request-access-token, oauth2-proxy",
        "x-consumer-username, Kong",
        "x-consumer-custom-id, Kong",
        "cf-connecting-ip, Cloudflare",
        "cf-ray, Cloudflare",
        "cf-ipcountry, Cloudflare",
        "cf-access-jwt-assertion, Cloudflare Access",
        "cf-access-authenticated-user-email, Cloudflare Access",
        "true-client-ip, Akamai and Cloudflare",
        "akamai-origin-hop, Akamai",
        "fastly-client-ip, Fastly",
        "x-amzn-trace-id, AWS load balancers",
        "x-amzn-oidc-data, AWS load balancers: the user's claims",
        "x-amzn-oidc-accesstoken, AWS load balancers",
        "x-amzn-mtls-clientcert, AWS load balancers",
        "x-goog-authenticated-user-email, Google Identity-Aware Proxy",
        "x-goog-iap-jwt-assertion, Google Identity-Aware Proxy",
        "x-cloud-trace-context, Google Cloud",
        "x-appengine-country, App Engine",
        "x-ms-client-principal, Azure App Service",
        "x-ms-token-aad-access-token, Azure App Service",
        "x-azure-clientip, Azure Front Door",
        "x-azure-fdid, Azure Front Door",
        "x-envoy-external-address, Envoy",
        "x-envoy-original-path, Envoy",
        "x-b3-traceid, Zipkin and Istio",
        "l5d-client-id, Linkerd",
        "x-own, weir.headers.deny",
        "x-mesh-anything, weir.headers.deny"
    })
    void keepBackWhatHopsInFrontAdd(String name, String source) {
        MultiMap sent = new RequestHeaders(Set.of("x-own", "X-Mesh-*"))
                .from(HttpHeaders.headers().add(name, "v").add(name.toUpperCase(Locale.ROOT), "w"));

        assertThat(lines(sent)).as(source).containsExactly("accept-encoding: identity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic-version",
                "anthropic-beta",
                "anthropic-brand-new",
                "anthropic-organization-id",
                "Content-Type",
                "content-encoding",
                "Accept",
                "User-Agent",
                "x-stainless-timeout",
                "x-stainless-retry-count",
                "x-app",
                "idempotency-key",
                "traceparent",
                "x-simulate"
            })
    void letPass(String name) {
        MultiMap sent = new RequestHeaders(Set.of("x-own", "X-Mesh-*"))
                .from(HttpHeaders.headers().add(name, "one").add(name, "two"));

        assertThat(sent.getAll(name)).containsExactly("one", "two");
    }

    @Test
    void askForAResponseThatCanBeRead() {
        MultiMap sent = new RequestHeaders(Set.of("x-own", "X-Mesh-*"))
                .from(HttpHeaders.headers().add("Accept-Encoding", "gzip, br"));

        assertThat(sent.getAll("accept-encoding")).containsExactly("identity");
    }

    private static List<String> lines(MultiMap headers) {
        return headers.entries().stream()
                .map(header -> header.getKey() + ": " + header.getValue())
                .toList();
    }
}
