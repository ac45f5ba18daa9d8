"""Starts the simulator and a gateway in their packaged form, with settings of their own in a temporary directory."""

import hashlib
import os
import pathlib
import socket
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).parents[3]
KEY = "weir_client-programs-0123456789"
SETTINGS = """\
weir:
  policy-file: policy.yaml
  pseudonym-key: 0123456789abcdef0123456789abcdef
  upstreams:
    simulator: {{ url: "http://127.0.0.1:{upstream}", keys: {{ main: upstream-key-of-weir }} }}
quarkus:
  http: {{ host: 127.0.0.1, port: {port} }}
  management: {{ host: 127.0.0.1, port: {management} }}
"""
POLICY = """\
plans: {{ open: {{}} }}
teams:
  clients:
    plan: open
    keys: [{{ id: programs, sha256: "{sha256}" }}]
"""


def free_port():
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def start_simulator(home):
    """Its process and its port."""
    port = free_port()
    process = _weir(home, "simulator.log", "simulate", "--port", str(port))
    _await(process, home / "simulator.log", f"http://127.0.0.1:{port}/", "HEAD")
    return process, port


def start_gateway(home, upstream):
    """Its process and its port, once it is ready."""
    port, management = free_port(), free_port()
    directory = home / f"gateway-{port}"
    (directory / "config").mkdir(parents=True)
    settings = SETTINGS.format(port=port, management=management, upstream=upstream)
    (directory / "config/application.yaml").write_text(settings)
    (directory / "policy.yaml").write_text(POLICY.format(sha256=hashlib.sha256(KEY.encode()).hexdigest()))
    (directory / "config/prices.yaml").write_bytes((ROOT / "config/prices.yaml").read_bytes())
    process = _weir(directory, "gateway.log", "serve")
    _await(process, directory / "gateway.log", f"http://127.0.0.1:{management}/q/health/ready", "GET")
    return process, port


def _weir(directory, log, *arguments):
    """The launcher, which finds the JDK, builds what is missing and then becomes Java."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEIR_", "QUARKUS_"))}
    with open(directory / log, "wb") as out:
        return subprocess.Popen(
            [ROOT / "weir", *arguments],
            cwd=directory, env=kept | {"JAVA_OPTS": "-Xmx1g"},
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
        )


def _await(process, log, url, method):
    for _ in range(3000):
        try:
            urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=5).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
    process.kill()
    raise SystemExit(f"{log} did not come up:\n{log.read_text()}")
