#!/usr/bin/env python3
"""Starts the packaged application as an operator does, without Redis and with mistakes, and reads what it prints."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import servers

APPLICATION = servers.ROOT / "target/quarkus-app/quarkus-run.jar"
SECONDS = 120  # until it is ready, or has ended
SIGTERM = 128 + signal.SIGTERM  # the exit code of Java after it


class Started:
    """One start of `serve`, in a directory of its own."""

    def __init__(self, java, home, redis, change=lambda directory: None, moved=False):
        gateway = servers.Gateway(home, servers.free_port(), redis=redis)  # nobody listens at the upstream's port
        self.management, self.log = gateway.management, gateway.directory / "serve.log"
        self.directory = gateway.directory
        (self.directory / "policy.yaml").rename(self.directory / "config/policy.yaml")
        settings = self.directory / "config/application.yaml"
        settings.write_text(settings.read_text().replace("  policy-file: policy.yaml\n", ""))
        if moved:
            (self.directory / "config").rename(self.directory / "elsewhere")
        change(self.directory)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEIR_", "QUARKUS_"))}
        options = ["--config", "elsewhere"] if moved else []
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(
                [java, "-Xmx256m", "-jar", APPLICATION, "serve", *options], cwd=self.directory, env=kept,
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)

    def said(self):
        """All that it printed so far."""
        return self.log.read_text()

    def ended(self):
        """The exit code of one that does not start."""
        try:
            return self.process.wait(SECONDS)
        finally:
            self.process.kill()

    def terminated(self):
        """The exit code of one that is ready and then told to stop."""
        try:
            until = time.monotonic() + SECONDS
            while not self._is_ready() and self.process.poll() is None and time.monotonic() < until:
                time.sleep(0.1)
            self.process.send_signal(signal.SIGTERM)
            return self.process.wait(SECONDS)
        finally:
            self.process.kill()

    def _is_ready(self):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{self.management}/q/health/ready", timeout=5).close()
            return True
        return False


def without_redis(java, home):
    started = Started(java, home, servers.NO_REDIS)
    yield started.terminated(), SIGTERM
    yield started.said(), "Weir starts degraded: Redis fails, so limits are counted on this replica"
    yield started.said(), "cannot be reached: Connection refused"
    yield started.said(), "Weir starts: policy config/policy.yaml (teams 1, keys 1), upstreams simulator ("
    yield started.said(), f"Redis redis://127.0.0.1:{servers.NO_REDIS}"


def with_another_directory(java, home):
    started = Started(java, home, servers.NO_REDIS, moved=True)
    yield started.terminated(), SIGTERM
    yield started.said(), f"Weir starts: policy {started.directory}/elsewhere/policy.yaml (teams 1, keys 1)"


def with_all_missing(java, home):
    def remove(directory):
        (directory / "config/application.yaml").write_text("quarkus: { http: { port: 0 } }\n")
        (directory / "config/policy.yaml").unlink()

    started = Started(java, home, servers.NO_REDIS, remove)
    yield started.ended(), 1
    for missing in ("weir.pseudonym-key", "weir.upstreams", "config/policy.yaml"):
        yield started.said(), f"FAULT   {missing}: "
    yield started.said(), "Weir does not start: 3 faults"


def with_a_busy_port(java, home):
    with socket.create_server(("127.0.0.1", 0)) as other:
        def occupy(directory):
            settings = directory / "config/application.yaml"
            lines = settings.read_text().replace("management: { host: 127.0.0.1, port: ", "management: { port: #")
            settings.write_text("\n".join(
                f"  management: {{ host: 127.0.0.1, port: {other.getsockname()[1]} }}" if "port: #" in line else line
                for line in lines.split("\n")))

        started = Started(java, home, servers.NO_REDIS, occupy)
        yield started.ended(), 1
    yield started.said(), "quarkus.management.port"
    yield "\tat " in started.said(), False


def java_program():
    """A Java of at least the version that the application needs, as the launcher finds it, or nothing."""
    homes = [os.environ.get("JAVA_HOME", ""), *map(str, pathlib.Path("/usr/lib/jvm").glob("*25*"))]
    found = [pathlib.Path(home) / "bin/java" for home in homes if home] + [shutil.which("java") or ""]
    for java in filter(None, found):
        with contextlib.suppress(OSError):
            said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
            if '"25' in said:
                return java
    return None


def main():
    java = java_program()
    if java is None or not APPLICATION.exists():
        print(f"skip: {'there is no Java 25' if java is None else f'{APPLICATION} is not packaged: ./weir package'}")
        return 0
    good = True
    for check in (without_redis, with_another_directory, with_all_missing, with_a_busy_port):
        with tempfile.TemporaryDirectory(prefix="weir-start-") as home:
            faults = [
                f"expected {wanted!r}" if isinstance(wanted, str) else f"expected {wanted}, not {seen}"
                for seen, wanted in check(java, pathlib.Path(home))
                if (wanted not in seen if isinstance(wanted, str) else wanted != seen)]
            print(f"{'FAIL' if faults else 'ok  '} {check.__name__}", flush=True)
            for fault in faults:
                print(f"       {fault}", flush=True)
            if faults:
                for log in pathlib.Path(home).glob("*/serve.log"):
                    print(log.read_text()[-3000:], flush=True)
            good = good and not faults
    return 0 if good else 1


sys.exit(main())
