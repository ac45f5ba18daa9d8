#!/usr/bin/env python3
"""Brings up gateway, Redis and simulator of docker/compose.yaml with the image of image.py, and uses them.

Prometheus and Grafana are left out: their images come from a registry.
"""

import os
import subprocess
import sys

import engine
from engine import expect

FILE = engine.ROOT / "docker/compose.yaml"
SERVICES = ["gateway", "redis", "simulator"]
ENVIRONMENT = os.environ | {
    "WEIR_IMAGE": engine.IMAGE, "WEIR_PORT": "18080", "WEIR_MANAGEMENT_PORT": "19000",
    "COMPOSE_PROJECT_NAME": "weir-ci-compose",
}
PORT, MANAGEMENT = 18080, 19000


def compose(*arguments, check=True):
    """What a command of Compose prints."""
    done = subprocess.run(
        [*engine.compose_program(), "-f", FILE, *arguments],
        env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    expect(not check or done.returncode == 0, f"compose {' '.join(arguments)}: {done.stderr[-3000:]}")
    return done.stdout.strip()


def names_every_service():
    every = {"gateway", "redis", "simulator", "prometheus", "grafana"}
    found = set(compose("config", "--services").split())
    expect(every <= found, f"{every} among {found}")


def up():
    compose("up", "-d", *SERVICES)
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


def drains():
    engine.expect_drain(
        PORT,
        lambda: subprocess.Popen(
            [*engine.compose_program(), "-f", FILE, "stop", "gateway"], env=ENVIRONMENT, stderr=subprocess.DEVNULL),
        lambda: engine.inspected(compose("ps", "-q", "gateway"))["State"]["ExitCode"])


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
            ("SIGTERM drains a stream", drains),
        ])
    finally:
        compose("down", "-v", check=False)


sys.exit(main())
