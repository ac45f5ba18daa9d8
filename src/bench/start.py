#!/usr/bin/env python3
"""Measures how long the packaged gateway takes to its first response, and what its first 1,000 requests take.

    ./weir package && src/bench/start.py --rounds 5

Each round starts every variant once, in random order, with the simulator as upstream and without Redis. The time counts
from the start of the process to the first byte of a streamed response; the CPU time is that of the process until then.
Then 1,000 streamed requests go out one after the other. The table has medians over the rounds. All is on 127.0.0.1.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).parents[2]
sys.path.append(str(ROOT / "src/test/clients"))

import servers  # noqa: E402, the client programs' own

JAVA = pathlib.Path(os.environ.get("JAVA_HOME", "/usr")) / "bin/java"
JAR = ROOT / "target/quarkus-app/quarkus-run.jar"
REQUESTS = 1000
TICKS = os.sysconf("SC_CLK_TCK")
HEAP = "-Xmx300m"  # what 60 % of a container of 512 MB are
SERIAL, G1 = "-XX:+UseSerialGC", "-XX:+UseG1GC"
WIDE = "-XX:-UseCompactObjectHeaders"
VARIANTS = {  # name: flags beside those of config/jvm.options, and whether there is an AOT cache
    "the image": ([SERIAL, HEAP], True),
    "without AOT cache": ([SERIAL, HEAP], False),
    "G1": ([G1, HEAP], True),
    "G1, without AOT cache": ([G1, HEAP], False),
    "wide object headers, without AOT cache": ([SERIAL, HEAP, WIDE], False),
}
BODY = json.dumps({
    "model": "claude-sonnet-4-6", "max_tokens": 1000, "stream": True,
    "messages": [{"role": "user", "content": "Where does the river rise?"}]})
HEADERS = {
    "x-api-key": servers.KEY, "anthropic-version": "2023-06-01", "content-type": "application/json",
    "x-simulate": "tokens=40",
}


def words(flags, *arguments):
    return [JAVA, f"@{ROOT}/config/jvm.options", *flags, "-jar", JAR, *arguments]


def quiet(directory):
    """How a process is started."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEIR_", "QUARKUS_"))}
    log = open(directory / "gateway.log", "wb")
    return {"cwd": directory, "env": kept, "stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}


def make_cache(home, flags):
    """An AOT cache for the flags."""
    file = home / f"{abs(hash(tuple(flags)))}.aot"
    if not file.exists():
        if subprocess.run(words(flags, "aot-cache", file), **quiet(home)).returncode != 0:
            raise SystemExit((home / "gateway.log").read_text())
    return file


def settings_directory(home, upstream):
    """A directory that a gateway starts in, its data port and its management port."""
    port, management = servers.free_port(), servers.free_port()
    directory = home / f"start-{port}"
    (directory / "config").mkdir(parents=True)
    (directory / "config/application.yaml").write_text(servers.SETTINGS.format(
        port=port, management=management, upstream=upstream, redis=servers.NO_REDIS, lease_time="60s",
        store_deadline="900ms", tls_port="", tls=""))
    (directory / "policy.yaml").write_text(json.dumps(servers.POLICY))
    return directory, port


def first_byte(port, process):
    """Returns once a streamed response has begun."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("POST", "/v1/messages", BODY, HEADERS)
            response = connection.getresponse()
            if response.status == 200:
                response.read(1)
                return
        except OSError:
            if process.poll() is not None:
                raise SystemExit("a gateway ended")
        finally:
            connection.close()
        time.sleep(0.005)


def cpu_seconds(process):
    """User and system time of a process."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_megabytes(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def measure(home, upstream, flags):
    """Seconds and CPU seconds to the first byte, p50 and p99 in ms and CPU seconds of the next requests, and MB."""
    directory, port = settings_directory(home, upstream)
    began = time.monotonic()
    process = subprocess.Popen(words(flags, "serve"), **quiet(directory))
    try:
        first_byte(port, process)
        first, first_cpu = time.monotonic() - began, cpu_seconds(process)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        times = []
        for _ in range(REQUESTS):
            sent = time.monotonic()
            connection.request("POST", "/v1/messages", BODY, HEADERS)
            response = connection.getresponse()
            response.read()
            times.append((time.monotonic() - sent) * 1000)
            if response.status != 200:
                raise SystemExit(f"status {response.status}")
        ranked = statistics.quantiles(times, n=100)
        return first, first_cpu, ranked[49], ranked[98], cpu_seconds(process) - first_cpu, resident_megabytes(process)
    finally:
        servers.stop(process)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    seen = {name: [] for name in VARIANTS}
    load = os.getloadavg()[0]
    with contextlib.ExitStack() as stack:
        home = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-start-")))
        process, upstream = servers.start_simulator(home)
        stack.callback(servers.stop, process)
        flags = {name: [*more, *([f"-XX:AOTCache={make_cache(home, more)}"] if cached else [])]
                 for name, (more, cached) in VARIANTS.items()}
        for _ in range(options.rounds):
            for name in random.sample(list(VARIANTS), len(VARIANTS)):
                seen[name].append(measure(home, upstream, flags[name]))
    print(f"{options.rounds} rounds, load average {load:.1f} before and {os.getloadavg()[0]:.1f} after\n")
    print("| variant | first byte, s | CPU to it, s | p50, ms | p99, ms | CPU of 1,000 requests, s | RSS, MB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, rounds in seen.items():
        first, first_cpu, half, most, cpu, size = (statistics.median(column) for column in zip(*rounds))
        print(f"| {name} | {first:.2f} | {first_cpu:.2f} | {half:.1f} | {most:.1f} | {cpu:.2f} | {size:.0f} |")


if __name__ == "__main__":
    main()
