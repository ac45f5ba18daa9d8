#!/usr/bin/env python3
"""Runs every client program against the simulator directly and through Weir, and compares what they saw.

Both ways lead through a tap, so that the requests that reach the simulator are compared as well as the responses that
reach the client. What may differ is listed in compare.py. docs/clients.md says how to add a client.
"""

import argparse
import concurrent.futures
import contextlib
import functools
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import claude_code
import compare
import quotas
import replicas
import rolling
import servers
import uploads
from catalogue import CLIENTS
from limited import Limited
from programs import BAD_KEY, CALLS, ERRORS, call
from tap import Tap

SPOILED = {  # the self-test: each of these must be seen
    "a byte of a response": {"spoil_response": (b"water", b"watEr")},
    "a header of a response": {"spoil_response": (b"x-simulated-request-sha256:", b"x-simulated-request-sha000:")},
    "a byte of a request": {"spoil_request": (b"Hello", b"HellO")},
    "a header of a request": {"spoil_request": (b"x-team-header:", b"x-zzzz-header:")},
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = "names of the catalogue, claude-code, replicas, rolling or uploads; absent: all"
    parser.add_argument("clients", nargs="*", help=names)
    parser.add_argument("--mode", choices=["cases", "cuts", "rejections", "quotas"], help="only this one")
    parser.add_argument("--self-test", action="store_true", help="only prove that deviations are found")
    parser.add_argument("--errors", type=pathlib.Path, help="write the measured classes of errors to this file")
    return parser.parse_args()


def observe(ways, client, flavour, routed, errors=ERRORS):
    """What one run saw: results by case, requests at the simulator, faults."""
    tap, port = ways.routed if routed else ways.direct
    label = f"{client.name}{''.join(flavour)}-run-{int(routed)}"
    tap.requests.clear()
    lines = call(client, "cases", flavour, port, servers.KEY, label, errors)
    results, faults = compare.results(lines, routed)
    return results, compare.requests(list(tap.requests), BAD_KEY, label), faults


def cases(ways, client, flavour):
    """The faults of a client: every place where its two runs do not agree."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        direct, routed = (pool.submit(observe, ways, client, flavour, way) for way in (False, True))
    results, requests, _ = direct.result()
    through, forwarded, faults = routed.result()
    ways.measured[client.name] = through
    faults += compare.differences(results, through)
    faults += compare.differences(requests, forwarded, "/request")
    if len(requests) != len(forwarded):
        faults.append(f"{len(requests)} different requests directly, {len(forwarded)} through Weir")
    return f"{len(results)} cases, {len(requests)} requests", faults


def cuts(ways, client, flavour):
    """A stream that is cut anywhere must end as an error of the API."""
    faults, lengths = [], []
    for line in call(client, "cuts", flavour, ways.routed[1], servers.KEY, "cuts"):
        result = line["result"]
        lengths.append(f"{line['case']} {result['length']} bytes {result['endings']}")
        if result["bad"]:
            faults.append(f"{line['case']}: {result['bad']}")
    return "; ".join(lengths), faults


def rejections(ways, client, flavour):
    """An early error response must reach a client that is still sending."""
    lines = call(client, "rejections", flavour, ways.routed[1], servers.KEY, "early")
    seen = {line["case"]: line["result"] for line in lines}
    wanted = {"401 at 5 MB": {client.authentication: CALLS}, "413 at 34 MiB": {client.too_large: CALLS}}
    return str(seen), list(compare.differences(wanted, seen))


class Ways:
    """A simulator, and the two ways to it."""

    def __init__(self, home, stack):
        self.home, self.stack, self.measured = home, stack, {}
        process, self.simulator = servers.start_simulator(home)
        stack.callback(servers.stop, process)
        tap = Tap(self.simulator)
        self.direct = (tap, tap.port)
        tap = Tap(self.simulator)
        process, port = servers.start_gateway(home, tap.port)
        stack.callback(servers.stop, process)
        self.routed = (tap, port)

    @functools.cached_property
    def limited(self):
        """A gateway with limits, for the modes that need it."""
        return Limited(self.home, self.stack, self.simulator)


def self_test(ways):
    """Spoils one thing at a time on the way through Weir; the comparison must see each."""
    client = CLIENTS[0]
    no_errors = ways.home / "no-errors.json"
    no_errors.write_text("[]")
    results, requests, _ = observe(ways, client, (), routed=False, errors=no_errors)
    faults = []
    tap, _ = ways.routed
    for name, spoil in {"nothing": {}, **SPOILED}.items():
        tap.spoil_request = spoil.get("spoil_request", (b"", b""))
        tap.spoil_response = spoil.get("spoil_response", (b"", b""))
        through, forwarded, _ = observe(ways, client, (), routed=True, errors=no_errors)
        found = list(compare.differences(results, through)) + list(compare.differences(requests, forwarded))
        if bool(found) != bool(spoil):
            faults.append(f"spoiled {name}: found {found[:3]}")
    tap.spoil_request = tap.spoil_response = (b"", b"")
    return f"{len(SPOILED)} deviations on purpose", faults


def report(name, check, *args):
    """Runs a check, prints a line, and says whether it was good."""
    started = time.monotonic()
    try:
        detail, faults = check(*args)
    except (RuntimeError, subprocess.TimeoutExpired) as failure:
        detail, faults = "", [str(failure)]
    print(f"{'FAIL' if faults else 'ok  '} {name} ({time.monotonic() - started:.1f} s) {detail}", flush=True)
    for fault in faults[:20]:
        print(f"       {fault}", flush=True)
    return not faults


def run_clients(ways, chosen, only):
    """Whether all went well, one line a run."""
    return [
        report(" ".join([client.name, *flavour, mode]), CHECKS[mode], ways, client, flavour)
        for client in chosen
        for mode in client.modes
        for flavour in client.flavours
        if only in (None, mode)
    ]


def run_claude_code(ways, only):
    """Whether all went well, or could not be tried."""
    checks = {"cases": lambda: claude_code.check(ways), "quotas": lambda: claude_code.check_quotas(ways.limited)}
    reason = claude_code.install()
    if reason:
        print(f"skip claude-code: {reason}", flush=True)
        return [True]
    return [report(f"claude-code {mode}", checks[mode]) for mode in checks if only in (None, mode)]


CHECKS = {
    "cases": cases,
    "cuts": cuts,
    "rejections": rejections,
    "quotas": lambda ways, client, flavour: quotas.check(ways.limited, client, flavour),
}


DEPLOYMENTS = {"replicas": replicas.check, "rolling": rolling.check, "uploads": uploads.check}


def main():
    options = arguments()
    every = not options.clients and not options.self_test
    chosen = [client for client in CLIENTS if every or client.name in options.clients]
    for client in chosen or CLIENTS[:1]:
        client.install()
    with contextlib.ExitStack() as stack:
        home = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-clients-")))
        ways = Ways(home, stack)
        good = []
        if (every and not options.mode) or options.self_test:
            good.append(report("self-test", self_test, ways))
            good.append(report("self-test of quotas", quotas.self_test, ways.limited, CLIENTS[0]))
        good += run_clients(ways, chosen, options.mode)
        if every or "claude-code" in options.clients:
            good += run_claude_code(ways, options.mode)
        for name, check in DEPLOYMENTS.items():
            if (every or name in options.clients) and not options.mode:
                good.append(report(name, check, ways))
        if options.errors:
            options.errors.write_text(json.dumps(ways.measured, indent=1, sort_keys=True))
    sys.exit(0 if good and all(good) else 1)


main()
