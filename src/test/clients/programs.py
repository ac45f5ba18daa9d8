"""How a client program is called."""

import json
import os
import pathlib
import subprocess

ERRORS = pathlib.Path(__file__).parent / "errors.json"
BAD_KEY = "invalid-0123456789-invalid"
CALLS = 50


def call(client, mode, flavour, port, key, label, errors=ERRORS, quotas=""):
    """The lines that a program prints; it must end well."""
    environment = os.environ | {
        "CLIENT_BASE_URL": f"http://127.0.0.1:{port}", "CLIENT_KEY": key, "CLIENT_BAD_KEY": BAD_KEY,
        "CLIENT_RUN": label, "CLIENT_ERRORS": str(errors), "CLIENT_CALLS": str(CALLS), "CLIENT_QUOTAS": str(quotas),
        "NO_PROXY": "127.0.0.1",
    }
    command = [*client.command, mode, *flavour]
    quiet = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
    done = subprocess.run(command, env=environment, timeout=600, **quiet)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]
