#!/usr/bin/env python3
"""Opens the pages that Weir serves in a headless Chromium: the connect page and the console. docs/testing.md."""

import argparse
import contextlib
import pathlib
import sys
import tempfile

import browsers
import servers
from browsers import run

LIMITED_KEY = "weir_limited-caller-0123456789"
PASSWORD = "console-password-of-a-test"
TEAM_KEYS = {name: f"weir_{name}-team-0123456789" for name in ("search", "support", "batch")}
COPIES = {  # of the console: as the packages have them
    "htmx.min.js": "htmx.org/dist/htmx.min.js", "sse.min.js": "htmx-ext-sse/dist/sse.min.js",
    "uPlot.iife.min.js": "uplot/dist/uPlot.iife.min.js", "uPlot.min.css": "uplot/dist/uPlot.min.css",
}
TEAMS = {
    "plans": {
        "search": {"user": {"requests-per-minute": 6000, "usd-per-day": 20, "concurrent-requests": 20}},
        "support": {"user": {"requests-per-minute": 6000, "tokens-per-day": 2000000}, "team": {"usd-per-month": 900}},
        "batch": {"user": {"concurrent-requests": 9}, "team": {"usd-per-day": 0.01}},
    },
    "teams": {
        name: {"plan": name, "keys": [servers.key_in_policy(f"{name}-service", key)]} for name, key in TEAM_KEYS.items()
    },
}
POLICY = {
    "plans": {
        "open": {},
        "limited": {
            "user": {
                "requests-per-minute": 60, "output-tokens-per-minute": 80000, "tokens-per-day": 2000000,
                "usd-per-day": 25, "concurrent-requests": 10,
            },
            "team": {"usd-per-month": 10000},
        },
    },
    "teams": {
        "clients": {"plan": "open", "keys": [servers.key_in_policy("programs", servers.KEY)]},
        "limited": {"plan": "limited", "keys": [servers.key_in_policy("one", LIMITED_KEY, user="one")]},
    },
}


def gateway(home, stack, policy, **variables):
    """A gateway over a simulator and a Redis."""
    process, redis = servers.start_redis(home)
    stack.callback(servers.stop, process)
    process, simulator = servers.start_simulator(home)
    stack.callback(servers.stop, process)
    started = servers.Gateway(home, simulator, policy, redis, variables=variables)
    started.start()
    stack.callback(started.stop)
    return started


def connect(home, stack):
    """The connect page."""
    started = gateway(home, stack, POLICY)
    return run("connect", GATEWAY=f"http://127.0.0.1:{started.port}", KEY=servers.KEY, LIMITED_KEY=LIMITED_KEY)


def on_console(program, home, stack, **variables):
    """Whether a program finds nothing in a console under live traffic."""
    started = gateway(
        home, stack, TEAMS, WEIR_CONSOLE_ENABLED="true", WEIR_CONSOLE_PASSWORD=PASSWORD, WEIR_RETRY_MAX_ATTEMPTS="3")
    return run(
        program, GATEWAY=f"http://127.0.0.1:{started.port}", MANAGEMENT=f"http://127.0.0.1:{started.management}",
        PASSWORD=PASSWORD, KEYS=",".join(TEAM_KEYS.values()), **variables)


def console(home, stack):
    """What the console shows."""
    return on_console("console", home, stack)


def shifts(home, stack):
    """How far things move by themselves, on every page."""
    return on_console("shifts", home, stack)


def states(home, stack):
    """The console while figures come and while they do not; another gateway has neither Redis nor an upstream."""
    broken = servers.Gateway(
        home, servers.free_port(), TEAMS,
        variables={"WEIR_CONSOLE_ENABLED": "true", "WEIR_CONSOLE_PASSWORD": PASSWORD})
    broken.start()
    stack.callback(broken.stop)
    return on_console(
        "states", home, stack, BROKEN_GATEWAY=f"http://127.0.0.1:{broken.port}",
        BROKEN_MANAGEMENT=f"http://127.0.0.1:{broken.management}")


def copies(_home, _stack):
    """Whether the console's copies are the packages' own files."""
    print("== copies", flush=True)
    assets = servers.ROOT / "src/main/resources/dev/weir/console/assets"
    good = True
    for copy, original in COPIES.items():
        same = (assets / copy).read_bytes() == (browsers.DIRECTORY / "node_modules" / original).read_bytes()
        print(f"{'ok  ' if same else 'FAIL'} {copy}")
        good &= same
    return good


def screenshots(home, stack):
    """Pictures for docs/console.md, of a demo with a load."""
    ports = [servers.free_port() for _ in range(3)]
    process = servers.launch(
        home, "demo.log", "demo", "--traffic", "--port", str(ports[0]), "--management-port", str(ports[1]),
        "--simulator-port", str(ports[2]),
        # A machine that takes pictures may be busy
        JAVA_OPTS="-Xmx1g -Dweir.quota.store-deadline=2s")
    stack.callback(servers.stop, process)
    ready = f"http://127.0.0.1:{ports[1]}/q/health/ready"
    servers.wait_for(process, home / "demo.log", lambda: servers.responds(ready, "GET"))
    pictures = servers.ROOT / "docs/console"
    pictures.mkdir(exist_ok=True)
    return run(
        "screenshots", MANAGEMENT=f"http://127.0.0.1:{ports[1]}", GATEWAY=f"http://127.0.0.1:{ports[0]}",
        PICTURES=str(pictures))


PAGES = {"copies": copies, "connect": connect, "console": console, "shifts": shifts, "states": states}
MORE = {"screenshots": screenshots}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", choices=[[], *PAGES, *MORE], help="absent: all but screenshots")
    chosen = parser.parse_args().pages or list(PAGES)
    browsers.install()
    good = []
    for name in chosen:
        with contextlib.ExitStack() as stack:
            home = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-pages-")))
            good.append((PAGES | MORE)[name](home, stack))
    sys.exit(0 if good and all(good) else 1)


main()
