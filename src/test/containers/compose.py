#!/usr/bin/env python3
"""Brings up gateway, Redis and simulator of docker/compose.yaml with the image of image.py, and uses them.

Prometheus and Grafana are left out: their images come from a registry. WEIR_PREVIOUS_IMAGE names the image of the
release before this one; where there is none, this one takes its place in the update.
"""

import os
import subprocess
import sys

import engine
from engine import expect

FILE = engine.ROOT / "docker/compose.yaml"
SERVICES = ["gateway", "redis", "simulator"]
ENVIRONMENT = os.environ | {
    "WEIR_PORT": "18080", "WEIR_MANAGEMENT_PORT": "19000", "WEIR_PORT_2": "18082", "WEIR_MANAGEMENT_PORT_2": "19002",
    "COMPOSE_PROJECT_NAME": "weir-ci-compose",
}
PORT, MANAGEMENT = 18080, 19000
PORT_2, MANAGEMENT_2 = 18082, 19002
PREVIOUS = os.environ.get("WEIR_PREVIOUS_IMAGE", engine.IMAGE)


def compose(*arguments, check=True, image=engine.IMAGE):
    """What a command of Compose prints."""
    done = subprocess.run(
        [*engine.compose_program(), "-f", FILE, *arguments],
        env=ENVIRONMENT | {"WEIR_IMAGE": image}, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    expect(not check or done.returncode == 0, f"compose {' '.join(arguments)}: {done.stderr[-3000:]}")
    return done.stdout.strip()


def names_every_service():
    every = {"gateway", "redis", "simulator", "prometheus", "grafana"}
    found = set(compose("config", "--services").split())
    expect(every <= found, f"{every} among {found}")


def up():
    compose("up", "-d", *SERVICES, image=PREVIOUS)
    engine.wait_until("the gateway is ready", lambda: engine.is_ready(MANAGEMENT))


def counts_in_redis():
    """The gateway is stopped at once and started again: what was used is still known."""
    used = engine.limits(PORT)["user/usd-per-day"]["used"]
    expect(used > 0, f"money is counted: {used}")
    compose("kill", "gateway")
    compose("start", "gateway")
    engine.wait_until("the gateway is ready", lambda: engine.is_ready(MANAGEMENT))
    again = engine.limits(PORT)["user/usd-per-day"]["used"]
    expect(again == used, f"{used} are used after a restart too, not {again}")
    return f"{used} USD"


def updates():
    """The next release joins, counts what the previous one counts and holds, and takes over as that one drains."""
    compose("up", "-d", "--no-deps", "gateway-2")
    engine.wait_until("the second gateway is ready", lambda: engine.is_ready(MANAGEMENT_2))
    before = engine.limits(PORT)
    expect(_budget(engine.limits(PORT_2)) == _budget(before), "both know what was used")
    seen = {}

    def stop():
        seen["previous"], seen["next"] = (engine.limits(port, leases=1) for port in (PORT, PORT_2))
        return subprocess.Popen(
            [*engine.compose_program(), "-f", FILE, "stop", "gateway"],
            env=ENVIRONMENT | {"WEIR_IMAGE": PREVIOUS}, stderr=subprocess.DEVNULL)

    engine.expect_drain(
        PORT, stop, lambda: engine.inspected(compose("ps", "-q", "gateway", image=PREVIOUS))["State"]["ExitCode"])
    expect(_budget(seen["next"])["held"] > 0, f"something is held: {seen['next']}")
    expect(_budget(seen["next"]) == _budget(seen["previous"]), f"both know what is used and held: {seen}")
    after = _budget(engine.limits(PORT_2))
    expect(after["held"] == 0 and after["used"] > _budget(before)["used"], f"charged to the end: {after}")
    return f"{_budget(before)['used']} USD before, {after['used']} after"


def _budget(limits):
    return {name: limits["user/usd-per-day"][name] for name in ("used", "held")}


def main():
    if not engine.compose_program():
        print("no Compose here")
        return 1
    try:
        return engine.run([
            ("services", names_every_service),
            ("up", up),
            ("Python SDK streams", lambda: engine.expect_stream(PORT)),
            ("Redis counts", counts_in_redis),
            ("SIGTERM drains a stream, another gateway takes over", updates),
        ])
    finally:
        compose("down", "-v", check=False)


sys.exit(main())
