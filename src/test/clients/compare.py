"""What a run through Weir may differ in from a run against the simulator, and how the rest is compared."""

import hashlib
import itertools
import re

# Responses: what Weir drops or replaces by contract, what each connection has of its own, and the clock.
RESPONSE_HEADERS = re.compile(
    r"anthropic-(ratelimit|priority|fast)-.*|anthropic-(organization|workspace)-id|set-cookie|alt-svc"
    r"|strict-transport-security|connection|keep-alive|transfer-encoding|date"
    r"|access-control-.*|via|cf-.*|nel|report-to|server-timing"
)
ADDED_BY_WEIR = {"x-weir-request-id", "x-weir-source", "x-accel-buffering"}

# Requests: the credential is Weir's own, the encoding is fixed, and hop-by-hop headers end at Weir.
REQUEST_HEADERS = re.compile(r"host|authorization|x-api-key|accept-encoding|connection|keep-alive|transfer-encoding")

# What differs by run: ids of messages, tools and requests, and the time in texts.
IDS = re.compile(r"\b(msg|toolu|req|srvtoolu)_[A-Za-z0-9]+")


def results(lines, routed):
    """The results of a client by their case, without what may differ; the faults that show in a single run."""
    faults = []
    cases = {line["case"]: _cleaned(line["result"], routed, line["case"], faults) for line in lines}
    return cases, faults


def requests(seen, bad_key, label):
    """The requests at the simulator, without what may differ.

    Left out: the models list, which Weir fetches whole and keeps; requests with an invalid key, which Weir rejects;
    what asks for a fault that ends, which Weir may repeat. Equal neighbours count once, for the same reason.
    """
    kept = [_request(one, label) for one in seen if not _is_weirs_own(one, bad_key)]
    return [one for one, _ in itertools.groupby(kept)]


def differences(direct, routed, path=""):
    """Each place in which two results differ, as a line of text."""
    if isinstance(direct, dict) and isinstance(routed, dict):
        for name in sorted(direct.keys() | routed.keys()):
            yield from differences(direct.get(name, "(absent)"), routed.get(name, "(absent)"), f"{path}/{name}")
    elif isinstance(direct, list) and isinstance(routed, list) and len(direct) == len(routed):
        for at, (one, other) in enumerate(zip(direct, routed)):
            yield from differences(one, other, f"{path}/{at}")
    elif direct != routed:
        yield f"{path}: direct {str(direct)[:300]!r}, through Weir {str(routed)[:300]!r}"


def _cleaned(value, routed, case, faults):
    if isinstance(value, str):
        return IDS.sub(r"<\1>", value)
    if isinstance(value, list):
        return [_cleaned(one, routed, case, faults) for one in value]
    if isinstance(value, dict):
        if "headers" in value:
            value = value | {"headers": _response_headers(value["headers"], routed, case, faults)}
        return {name: _cleaned(one, routed, case, faults) for name, one in value.items()}
    return value


def _response_headers(headers, routed, case, faults):
    if routed and (headers.get("x-weir-source") != "upstream" or "x-weir-request-id" not in headers):
        faults.append(f"{case}: the response through Weir has no x-weir-source: upstream or no x-weir-request-id")
    unwanted = ADDED_BY_WEIR if routed else set()
    kept = {name for name in headers if name not in unwanted and not RESPONSE_HEADERS.fullmatch(name)}
    return {name: headers[name] for name in kept}


def _request(one, label):
    headers = {}
    for name, value in one.headers:
        if not REQUEST_HEADERS.fullmatch(name):
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    body = IDS.sub(r"<\1>", one.body.decode("latin-1")).replace(label, "<label>")
    return {"line": f"{one.method} {one.target}", "headers": headers, "body": hashlib.sha256(body.encode()).hexdigest()}


def _is_weirs_own(one, bad_key):
    headers = dict(one.headers)
    models = one.method == "GET" and one.target.partition("?")[0] == "/v1/models"
    return models or bad_key in str(headers) or "times=" in headers.get("x-simulate", "")
