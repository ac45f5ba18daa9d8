"""Calls of the container engine's own programs, and what the checks of image and compose file share."""

import json
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).parents[3]
sys.path.append(str(ROOT / "src/test/clients"))

import catalogue  # noqa: E402, the clients' own environments

IMAGE = "weir:ci"
KEY = "weir_compose-only-this-machine-0123456789"  # of docker/compose/policy.yaml
SDK = catalogue.CLIENTS[0]


class Failure(Exception):
    """A check that did not hold."""


def expect(holds, what):
    """Fails with what was expected unless it holds."""
    if not holds:
        raise Failure(what)


def docker(*arguments, check=True, **more):
    """What a command of the engine prints."""
    done = subprocess.run(
        ["docker", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT, **more)
    if check and done.returncode != 0:
        raise Failure(f"docker {' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout.strip() if check else done


def run_to_end(*arguments):
    """The exit code of a container, and what it said. Podman may say 0 for one that is removed as it ends."""
    container = docker("create", *arguments)
    try:
        done = docker("start", "-a", container, check=False)
        wait_until("the container ends", lambda: not inspected(container)["State"]["Running"])
        return inspected(container)["State"]["ExitCode"], done.stdout + done.stderr
    finally:
        docker("rm", "-f", container, check=False)


def compose_program():
    """The words that begin a call of Compose, or nothing where there is none."""
    if docker("compose", "version", check=False).returncode == 0:
        return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else []


def inspected(container):
    """What the engine knows of a container."""
    return json.loads(docker("inspect", container))[0]


def wait_until(what, holds, seconds=60):
    """Asks again and again until it holds."""
    until = time.monotonic() + seconds
    while not holds():
        expect(time.monotonic() < until, f"within {seconds} s: {what}")
        time.sleep(0.1)


def is_ready(management):
    """Whether a gateway says that it is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{management}/q/health/ready", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def limits(port, leases=0):
    """The state of the caller's limits by name, once so many requests are open."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/weir/limits", headers={"x-api-key": KEY})
    seen = {}

    def is_settled():
        with urllib.request.urlopen(request, timeout=10) as response:
            seen.update(json.load(response))
        return seen["leases"] == leases

    wait_until(f"{leases} open leases", is_settled)
    return {limit["name"]: limit for limit in seen["limits"]}


class Stream:
    """One message that the Python SDK streams, in a process of its own."""

    def __init__(self, port, directives):
        SDK.install()
        command = [SDK.command[0], pathlib.Path(__file__).parent / "stream.py"]
        self.process = subprocess.Popen(
            [*command, f"http://127.0.0.1:{port}", KEY, directives],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def begun(self):
        """Returns once its first text has come."""
        line = self.process.stdout.readline()
        expect("first" in line, f"a first text, not {line}{'' if line else self.process.stderr.read()[-2000:]}")
        return self

    def ended(self):
        """What the SDK says of the whole message."""
        out, err = self.process.communicate(timeout=120)
        expect(self.process.returncode == 0, f"a whole message: {err[-2000:]}")
        return json.loads(out.splitlines()[-1])


def expect_stream(port):
    """The SDK gets a whole message of as many tokens as were asked for."""
    message = Stream(port, "tokens=300").begun().ended()
    expect(message["stop_reason"] == "end_turn" and message["output_tokens"] == 300, f"300 tokens: {message}")


def expect_drain(port, stop, code_of):
    """A stream that has begun comes to its end although the gateway is told to stop."""
    stream = Stream(port, "tokens=200;event-delay=50ms").begun()
    stopping = stop()
    message = stream.ended()
    stopping.wait(timeout=120)
    expect(message["stop_reason"] == "end_turn", f"the stream ends although the gateway stops: {message}")
    code = code_of()
    expect(code == 143, f"exit code 143 after SIGTERM, not {code}")


def run(checks):
    """Runs named checks in their order, a line for each; the exit code."""
    for name, check in checks:
        started = time.monotonic()
        try:
            remark = check() or ""
        except (Failure, OSError, subprocess.SubprocessError) as failure:
            print(f"FAIL {name}: {failure}", flush=True)
            return 1
        print(f"ok   {name} ({time.monotonic() - started:.1f} s) {remark}", flush=True)
    return 0
