#!/usr/bin/env python3
"""Attacks a gateway with 256 MB of heap while a second client and the health probe are served, each within 2 s.

After each attack the heap must be as it was before. With names of attacks as arguments only those are tried. Whoever
takes a bound away must see an attack succeed: --jvm=-Dweir.body.max-in-flight-per-key=64M slow_uploads, or
--jvm=-Dweir.requests.max-in-flight-per-key=2000 streams_without_a_window.
"""

import argparse
import contextlib
import http.client
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

import attackers
import servers

SECONDS = 8  # of each attack
LONGEST = 2  # seconds until a response is whole
PAUSE = 0.25  # between two requests of a witness
RECOVERY = 20  # seconds within which the heap is as before
HEAP_SLACK = 16 * 1024 * 1024
ATTACKER, SECOND = "weir_attacker-0123456789", "weir_second-client-0123456789"
POLICY = {
    "plans": {"some": {"models": ["claude-*"]}},
    "teams": {
        "attackers": {"plan": "some", "keys": [servers.key_in_policy("attacker", ATTACKER)]},
        "others": {"plan": "some", "keys": [servers.key_in_policy("second", SECOND)]},
    },
}
MESSAGES = "/v1/messages?x=%zz{|}"  # no valid URI: only Weir's own main method makes Quarkus take it
MESSAGE = json.dumps(
    {"model": "claude-sonnet-4-5", "max_tokens": 8, "messages": [{"role": "user", "content": "hi"}]})


class Gateway:
    """A gateway with 256 MB of heap and room for 2,000 requests, its upstream the simulator."""

    def __init__(self, home, stack, jvm):
        simulator, upstream = servers.start_simulator(home)
        stack.callback(servers.stop, simulator)
        self.management, self.tls_port = servers.free_port(), servers.free_port()
        keystore = servers.make_keystore(home, simulator)
        self.process, self.port = servers.start_gateway(
            home, upstream, POLICY, management=self.management, tls=(self.tls_port, keystore),
            # Heads that do not end stay for as long as an attack takes, also on a machine that is busy
            java_opts=f"-Xmx256m -Dweir.requests.max-in-flight=2000 -Dweir.http.header-timeout=60s {jvm}")
        stack.callback(servers.stop, self.process)
        self.log = home / f"gateway-{self.port}/gateway.log"
        self.jcmd = servers.java_tool(self.process, "jcmd")

    def message(self):
        """The status of a small message of the second client."""
        headers = {"x-api-key": SECOND, "anthropic-version": "2023-06-01", "content-type": "application/json"}
        return _status(self.port, "POST", MESSAGES, MESSAGE, headers)

    def health(self):
        """The status of the health probe."""
        return _status(self.management, "GET", "/q/health/live")

    def heap(self):
        """The bytes of the heap that are in use after a collection."""
        subprocess.run([self.jcmd, str(self.process.pid), "GC.run"], capture_output=True, timeout=30, check=True)
        return self._metric('jvm_memory_used_bytes\\{area="heap"')

    def in_flight(self):
        """The requests that are not over."""
        return self._metric("weir_requests_in_flight ")

    def resident(self):
        """The memory of the process as the machine sees it, in MB."""
        shown = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, text=True, check=True)
        return int(shown.stdout) // 1024

    def _metric(self, start):
        connection = http.client.HTTPConnection("127.0.0.1", self.management, timeout=LONGEST)
        with contextlib.closing(connection):
            connection.request("GET", "/q/metrics")
            page = connection.getresponse().read().decode()
        return int(sum(float(line.rsplit(" ", 1)[1]) for line in page.splitlines() if re.match(start, line)))


def _status(port, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    with contextlib.closing(connection):
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        response.read()
        return response.status


class Witness:
    """Asks again and again for as long as it is entered, and notes what was not served in time."""

    def __init__(self, name, ask):
        self.name, self.ask, self.faults, self.times = name, ask, [], []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        if len(self.times) < SECONDS / (LONGEST + PAUSE):
            self.faults.append(f"{self.name}: asked {len(self.times)} times only")

    def _run(self):
        while not self.over.is_set():
            started = time.monotonic()
            try:
                seen = self.ask()
            except (OSError, http.client.HTTPException) as failure:
                seen = repr(failure)
            self.times.append(time.monotonic() - started)
            if seen != 200 or self.times[-1] > LONGEST:
                self.faults.append(f"{self.name}: {seen} after {self.times[-1]:.2f} s")
            self.over.wait(PAUSE)

    def longest(self):
        """For the report."""
        return f"{self.name} {len(self.times)} x, at most {1000 * max(self.times, default=0):.0f} ms"


class Target:
    """What an attack is told, and what it saw."""

    def __init__(self, gateway):
        self.port, self.tls_port, self.key = gateway.port, gateway.tls_port, ATTACKER
        self.statuses, self.kept, self.may_keep = {}, 0, 0
        self.begin()

    def begin(self):
        """Sets the time anew, for an attack that took a while to prepare."""
        self.until = time.monotonic() + SECONDS

    def status(self, words):
        """Notes the status of a response to the attacker; no word where there was none."""
        for word in words:
            self.statuses[word.decode()] = self.statuses.get(word.decode(), 0) + 1


def tried(gateway, attack):
    """Whether an attack was withstood; prints a line, and what was not."""
    before = gateway.heap()
    target = Target(gateway)
    witnesses = [Witness("second client", gateway.message), Witness("health", gateway.health)]
    with witnesses[0], witnesses[1]:
        attack(target)
    faults = [fault for witness in witnesses for fault in witness.faults]
    if gateway.process.poll() is not None:
        faults.append(f"the gateway ended with {gateway.process.returncode}")
    else:
        faults += _not_recovered(gateway, before)
    if target.kept > target.may_keep:
        faults.append(f"the gateway keeps {target.kept} MB of heads, not {target.may_keep} MB at most")
    if "500" in target.statuses:
        faults.append(f"the attacker got {target.statuses}")
    seen = ", ".join(witness.longest() for witness in witnesses)
    resident = gateway.resident() if gateway.process.poll() is None else "no"
    more = f", attacker got {target.statuses}" if target.statuses else ""
    more += f", {target.kept} MB of heads kept" if target.kept else ""
    print(f"{'FAIL' if faults else 'ok  '} {attack.__name__}: {seen}, {resident} MB resident{more}", flush=True)
    for fault in faults[:10]:
        print(f"       {fault}", flush=True)
    return not faults


def _not_recovered(gateway, before):
    """What is left of an attack after a while."""
    deadline = time.monotonic() + RECOVERY
    left = "nothing was seen"
    while time.monotonic() < deadline:
        try:
            heap, in_flight = gateway.heap(), gateway.in_flight()
        except (OSError, http.client.HTTPException, subprocess.SubprocessError) as failure:
            left = repr(failure)
        else:
            if heap <= before + HEAP_SLACK and in_flight == 0:
                return []
            left = f"{heap >> 20} MB of heap, {before >> 20} MB before; {in_flight} requests in flight"
        time.sleep(0.5)
    return [f"after {RECOVERY} s: {left}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("attacks", nargs="*", help="names of attackers.py; absent: all")
    parser.add_argument("--jvm", default="", help="further options of the gateway's JVM, such as settings")
    options = parser.parse_args()
    attacks = [one for one in attackers.ATTACKS if not options.attacks or one.__name__ in options.attacks]
    with contextlib.ExitStack() as stack:
        home = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-attacks-")))
        gateway = Gateway(home, stack, options.jvm)
        for _ in range(200):  # so that what is loaded and compiled once is there, however long it took
            with contextlib.suppress(OSError):
                gateway.message()
        good = [tried(gateway, attack) for attack in attacks if gateway.process.poll() is None]
        complaints = [line for line in gateway.log.read_text().splitlines() if "OutOfMemory" in line or "ERROR" in line]
        for line in complaints[:10]:
            print(f"       {line}", flush=True)
    sys.exit(0 if len(good) == len(attacks) and good and all(good) and not complaints else 1)


main()
