"""Two gateways over one Redis: limits hold across them, and what a killed one held comes free."""

import concurrent.futures
import contextlib
import json

import servers
from limited import Caller, wait_for

REQUESTS = 10
STREAMS = 3
LEASE_TIME = "3s"  # the shortest that is allowed


PLANS = {  # the buckets fill so slowly that a run sees only their size
    "shared": {"user": {"requests-per-minute": 1, "burst": {"requests-per-minute": REQUESTS}}},
    "killed": {
        "team": {
            "requests-per-minute": 1, "input-tokens-per-minute": 1, "output-tokens-per-minute": 1,
            "burst": {
                "requests-per-minute": 100, "input-tokens-per-minute": 100000, "output-tokens-per-minute": 100000,
            },
            "tokens-per-day": 1000000, "concurrent-requests": 100,
        },
    },
}


def _key_of(plan):
    return f"weir_replicas-{plan}-0123456789"


POLICY = {
    "plans": PLANS,
    "teams": {plan: {"plan": plan, "keys": [servers.key_in_policy("programs", _key_of(plan))]} for plan in PLANS},
}


def check(ways):
    """What was seen, and the faults."""
    home = ways.home / "replicas"
    home.mkdir()
    with contextlib.ExitStack() as stack:
        process, redis = servers.start_redis(home)
        stack.callback(servers.stop, process)
        gateways = []
        for _ in range(2):
            process, port = servers.start_gateway(home, ways.simulator, POLICY, redis, LEASE_TIME)
            stack.callback(servers.stop, process)
            gateways.append((process, port))
        faults = _share_a_limit([port for _, port in gateways])
        detail, more = _outlive_a_killed_one(*gateways[0], gateways[1][1])
    return detail, faults + more


def _share_a_limit(ports):
    """Twice as many requests as are allowed, half of them at each, all at once."""
    callers = [Caller(port, _key_of("shared"), "somebody") for port in ports]
    with concurrent.futures.ThreadPoolExecutor(2 * REQUESTS) as pool:
        statuses = sorted(pool.map(lambda caller: caller.status("tokens=1"), callers * REQUESTS))
    wanted = [200] * REQUESTS + [429] * REQUESTS
    faults = [] if statuses == wanted else [f"{REQUESTS} of {2 * REQUESTS} at two gateways: {statuses}"]
    late = [caller.status("tokens=1") for caller in callers]
    return faults if late == [429, 429] else [*faults, f"one more at either: {late}"]


def _outlive_a_killed_one(process, port, other_port):
    """Streams of several users at a gateway that is killed, observed through the other one."""
    witness = Caller(other_port, _key_of("killed"), "witness")
    users = [Caller(port, _key_of("killed"), f"streaming-{at}") for at in range(STREAMS)]
    streams = [user.ask("silence-after=1", stream=True) for user in users]
    usages = [_usage(stream) for stream in streams]
    known = sum(usage["input_tokens"] for usage in usages)
    # Once the holds are what the responses said, so is what the leases will be charged
    wait_for("held input is known", lambda: _team(witness)["input-tokens-per-minute"]["held"] == known)
    faults = []
    if _team(witness)["concurrent-requests"]["used"] != STREAMS:
        faults.append(f"{STREAMS} streams open: {_team(witness)}")
    servers.stop(process)
    wait_for("nothing held, no place taken", lambda: _is_free(_team(witness)))
    charged = {name: limit["used"] for name, limit in _team(witness).items()}
    spent = known + sum(usage["output_tokens"] for usage in usages)
    wanted = {
        "requests-per-minute": STREAMS, "input-tokens-per-minute": 0, "output-tokens-per-minute": 0,
        "tokens-per-day": spent, "concurrent-requests": 0,
    }
    if charged != wanted:
        faults.append(f"charged for {STREAMS} streams of a killed gateway: {charged}, wanted {wanted}")
    return f"{2 * REQUESTS} requests at two gateways, {STREAMS} streams at a killed one: {charged}", faults


def _team(caller):
    """The team's limits by name, as any of its users sees them."""
    limits = {one["name"]: one for one in caller.limits()["limits"]}
    return {name.removeprefix("team/"): one for name, one in limits.items() if name.startswith("team/")}


def _is_free(limits):
    return limits["concurrent-requests"]["used"] == 0 and all(one["held"] == 0 for one in limits.values())


def _usage(stream):
    """What the first event of an open stream says of its tokens."""
    while line := stream.readline():
        if line.startswith(b"data:"):
            return json.loads(line.removeprefix(b"data:"))["message"]["usage"]
    raise RuntimeError("a stream ended before its first event")
