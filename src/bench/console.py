#!/usr/bin/env python3
"""Measures what the console costs: how long its pages take with many users, and what open pages cost requests.

    src/bench/console.py pages       # 10,000 users, each view 50 times, without and with a load on the data port
    src/bench/console.py browsers    # CPU per request with and without the console open in two browsers

Each starts the packaged gateway with the console on, a real redis-server, and nginx as an upstream that responds at
once. All is on 127.0.0.1. Needs Linux, wrk and nginx; `browsers` also Node and Chromium. docs/console.md says more.
"""

import argparse
import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parents[2]
sys.path.append(str(ROOT / "src/test/clients"))

import console_browsers  # noqa: E402, beside this file
import console_pages  # noqa: E402
import console_stage  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    pages = commands.add_parser("pages", help="how long each page takes")
    pages.add_argument("--users", type=int, default=10_000, help="each with a request; half of them in one team")
    pages.add_argument("--teams", type=int, default=100)
    pages.add_argument("--fetches", type=int, default=50, help="of each page")
    pages.add_argument("--rate", type=int, default=500, help="requests per second of the load")
    browsers = commands.add_parser("browsers", help="what open pages cost requests")
    browsers.add_argument("--rounds", type=int, default=6)
    browsers.add_argument("--seconds", type=int, default=10, help="of each measurement")
    browsers.add_argument("--warm-up", type=int, default=200_000, help="requests before the first measurement")
    browsers.add_argument("--browsers", type=int, default=2)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with contextlib.ExitStack() as stack:
        home = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-console-")))
        measure = console_pages.measure if options.command == "pages" else console_browsers.measure
        good = measure(console_stage.Stage(home, stack, options), options)
    print(f"\nLoad average {load:.1f} before, {os.getloadavg()[0]:.1f} after. {machine()}")
    sys.exit(0 if good else 1)


def machine():
    """Processors and versions."""
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = next((line.partition(": ")[2] for line in info.splitlines() if line.startswith("model name")), "unknown")
    redis = subprocess.run(["redis-server", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    return f"{os.cpu_count()} CPUs ({model}), Redis {redis}."


if __name__ == "__main__":
    main()
