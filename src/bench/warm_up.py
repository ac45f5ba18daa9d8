#!/usr/bin/env python3
"""Measures what a fresh gateway costs until it is warm: CPU time of its start and of its first 200,000 requests.

    ./weir package && src/bench/warm_up.py --rounds 3

Each round starts every variant once, in random order: collectors, with and without an AOT cache, one event loop, one
CPU. The upstream is nginx, which responds at once; the load is h2load with 16 connections and a key without limits.
CPU time has that of the JIT compilers, which is most of it at first. The table has medians over the rounds. All is on
127.0.0.1.
"""

import argparse
import contextlib
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time

import start  # first: it adds the directory of the client programs to the path
from start import servers
import console_stage

LOOP = "-Dquarkus.vertx.event-loops-pool-size=1"
VARIANTS = {  # name: CPUs, flags beside those of config/jvm.options, and whether there is an AOT cache
    "serial, AOT cache (the image)": (2, [start.SERIAL, start.HEAP], True),
    "serial": (2, [start.SERIAL, start.HEAP], False),
    "G1, AOT cache": (2, [start.G1, start.HEAP], True),
    "G1": (2, [start.G1, start.HEAP], False),
    "serial, AOT cache, 1 event loop": (2, [start.SERIAL, start.HEAP, LOOP], True),
    "1 CPU, serial, AOT cache": (1, [start.SERIAL, start.HEAP], True),
    "1 CPU, G1, AOT cache": (1, [start.G1, start.HEAP], True),
}
PARTS = (10_000, 90_000, 100_000)
BODY = console_stage.BODY % (console_stage.MODELS[0], 1)


def requests(port, body, count):
    """Sends so many requests; all must go well. Returns how long they took, in seconds."""
    began = time.monotonic()
    said = subprocess.run(
        ["h2load", "--h1", "-n", str(count), "-c", "16", "-d", body, "-H", "content-type: application/json",
         "-H", f"x-api-key: {servers.KEY}", "-H", "anthropic-version: 2023-06-01",
         f"http://127.0.0.1:{port}/v1/messages"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
    if not re.search(rf"\b{count} succeeded\b", said) or f"status codes: {count} 2xx" not in said:
        raise SystemExit(f"the load did not go well:\n{said}")
    return time.monotonic() - began


@contextlib.contextmanager
def on(cpus):
    """What starts meanwhile may use so many CPUs."""
    all_cpus = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(all_cpus)[:cpus]))
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_cpus)


def measure(home, upstream, cpus, flags, body):
    """CPU seconds to the first byte; CPU of a request in µs for each part; requests per second of the last; MB."""
    directory, port = start.settings_directory(home, upstream)
    with on(cpus):
        process = subprocess.Popen(start.words(flags, "serve"), **start.quiet(directory))
    try:
        start.first_byte(port, process)
        figures = [start.cpu_seconds(process)]
        for count in PARTS:
            before = start.cpu_seconds(process)
            took = requests(port, body, count)
            figures.append((start.cpu_seconds(process) - before) * 1_000_000 / count)
        return *figures, count / took, start.resident_megabytes(process)
    finally:
        servers.stop(process)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if not shutil.which("h2load"):
        raise SystemExit("h2load is not installed")
    variants = {name: variant for name, variant in VARIANTS.items() if variant[0] <= len(os.sched_getaffinity(0))}
    seen = {name: [] for name in variants}
    load = os.getloadavg()[0]
    with contextlib.ExitStack() as stack:
        home = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-warm-")))
        upstream = console_stage.start_nginx(home, stack)
        body = home / "body.json"
        body.write_text(BODY)
        flags = {}
        for name, (_, more, cached) in variants.items():
            flags[name] = [*more, *([f"-XX:AOTCache={start.make_cache(home, more)}"] if cached else [])]
        for _ in range(options.rounds):
            for name in random.sample(list(variants), len(variants)):
                seen[name].append(measure(home, upstream, variants[name][0], flags[name], body))
    print(f"{options.rounds} rounds, load average {load:.1f} before and {os.getloadavg()[0]:.1f} after\n")
    print("| variant | CPU to the first byte, s | a request of the first 10,000, µs | of the next 90,000 "
          "| of the next 100,000 | of these req/s | RSS, MB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, rounds in seen.items():
        first, *parts, rate, size = (statistics.median(column) for column in zip(*rounds))
        print(f"| {name} | {first:.2f} | {' | '.join(f'{part:.0f}' for part in parts)} | {rate:,.0f} | {size:.0f} |")


if __name__ == "__main__":
    main()
