"""Starts simulator, gateways and Redis as processes of their own, with settings in a temporary directory."""

import hashlib
import json
import os
import pathlib
import platform
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile

ROOT = pathlib.Path(__file__).parents[3]
KEY = "weir_client-programs-0123456789"
NO_REDIS = 1  # a port on which nobody listens
# Outside the range from which the system gives ports: one of those may go to any client before a server listens on it,
# and a client that connects to it may connect to itself
PORTS = range(12_000, 22_000)
PORTS_START = random.randrange(len(PORTS))
UNTRIED_PORTS = iter([*PORTS[PORTS_START:], *PORTS[:PORTS_START]])
SETTINGS = """\
weir:
  policy-file: policy.yaml
  pseudonym-key: 0123456789abcdef0123456789abcdef
  # A Java that has just begun may need more than 100 ms; a third of the lease time is the most that is allowed
  quota: {{ lease-time: {lease_time}, store-deadline: {store_deadline} }}
  upstreams:
    simulator: {{ url: "http://127.0.0.1:{upstream}", keys: {{ main: upstream-key-of-weir }} }}
quarkus:
  http: {{ host: 127.0.0.1, port: {port}{tls_port} }}
  management: {{ host: 127.0.0.1, port: {management} }}
  redis: {{ hosts: "redis://127.0.0.1:{redis}" }}
{tls}"""
TLS_PORT = ", ssl-port: {port}, tls-configuration-name: data"
TLS = '  tls: {{ data: {{ key-store: {{ p12: {{ path: "{file}", password: {password} }} }} }} }}\n'
PASSWORD = "changeit"  # of a certificate that nobody trusts
EMBEDDED = {  # by system and machine: the programs in the demo's library
    ("linux", "x86_64"): "linux-amd64", ("linux", "aarch64"): "linux-arm64",
    ("darwin", "x86_64"): "darwin-amd64", ("darwin", "arm64"): "darwin-arm64",
}


def key_in_policy(name, key, **more):
    """The lines of a policy for a key."""
    return {"id": name, "sha256": hashlib.sha256(key.encode()).hexdigest()} | more


POLICY = {
    "plans": {"open": {}},
    "teams": {"clients": {"plan": "open", "keys": [key_in_policy("programs", KEY)]}},
}


def free_port():
    """A port that nobody listens on now, and that this process has not got before."""
    for port in UNTRIED_PORTS:
        if _can_listen("", port) and _can_listen("127.0.0.1", port):
            return port
    raise SystemExit(f"all ports from {PORTS[0]} to {PORTS[-1]} have been tried")


def _can_listen(address, port):
    try:
        socket.create_server((address, port)).close()  # with SO_REUSEADDR, as the servers that use the port
        return True
    except OSError:
        return False


def stop(process):
    """Ends a process at once, as a crash does."""
    process.kill()
    process.wait()


def start_simulator(home):
    """Its process and its port."""
    port = free_port()
    process = launch(home, "simulator.log", "simulate", "--port", str(port))
    wait_for(process, home / "simulator.log", lambda: responds(f"http://127.0.0.1:{port}/", "HEAD"))
    return process, port


def start_gateway(
        home, upstream, policy=None, redis=NO_REDIS, lease_time="60s", management=None, tls=None, java_opts=None):
    """Its process and its port, once it is ready; a policy is what the YAML file says; tls is a port and a keystore."""
    variables = {"JAVA_OPTS": java_opts} if java_opts else {}
    gateway = Gateway(home, upstream, policy, redis, lease_time, variables, management, tls)
    gateway.start()
    return gateway.process, gateway.port


class Gateway:
    """A gateway that can be restarted: its ports and settings stay; variables are added to its environment."""

    def __init__(
            self, home, upstream, policy=None, redis=NO_REDIS, lease_time="60s", variables=None, management=None,
            tls=None):
        self.port, self.management, self.variables = free_port(), management or free_port(), variables or {}
        self.directory, self.process = home / f"gateway-{self.port}", None
        (self.directory / "config").mkdir(parents=True)
        settings = SETTINGS.format(
            port=self.port, management=self.management, upstream=upstream, redis=redis, lease_time=lease_time,
            store_deadline="10s" if lease_time == "60s" else "900ms",
            tls_port=TLS_PORT.format(port=tls[0]) if tls else "",
            tls=TLS.format(file=tls[1], password=PASSWORD) if tls else "",
        )
        (self.directory / "config/application.yaml").write_text(settings)
        (self.directory / "policy.yaml").write_text(json.dumps(policy or POLICY))
        (self.directory / "config/prices.yaml").write_bytes((ROOT / "config/prices.yaml").read_bytes())

    def start(self):
        """Returns once it is ready."""
        self.process = launch(self.directory, "gateway.log", "serve", **self.variables)
        ready = f"http://127.0.0.1:{self.management}/q/health/ready"
        wait_for(self.process, self.directory / "gateway.log", lambda: responds(ready, "GET"))

    def restart(self):
        """Ends it as a supervisor does, and starts it again."""
        self.process.terminate()
        self.process.wait(60)
        self.start()

    def stop(self):
        """Ends it at once, as a crash does."""
        if self.process:
            stop(self.process)


def start_redis(home):
    """Its process and its port: the one of the demo, which the build leaves beside it, else one on the path."""
    embedded, port = _embedded_redis(home), free_port()
    for program in filter(None, (embedded, shutil.which("redis-server"))):
        command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", home]
        with open(home / "redis.log", "wb") as out:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        if _comes_up(process, lambda: socket.create_connection(("127.0.0.1", port)).close()):
            return process, port
    raise SystemExit(f"no Redis runs here: {(home / 'redis.log').read_text() if embedded else 'none was found'}")


def _embedded_redis(home):
    name = EMBEDDED.get((sys.platform, platform.machine()))
    if name is None:
        return None
    program = home / "redis-server"
    with zipfile.ZipFile(ROOT / "target/demo-lib/embedded-redis.jar") as library:
        entry = next(one for one in library.namelist() if "redis-server" in one and one.endswith(name))
        program.write_bytes(library.read(entry))
    program.chmod(0o755)
    return program


def make_keystore(home, process):
    """The file of a certificate for 127.0.0.1, made by the JDK on which a process of ours runs."""
    file = home / "data-port.p12"
    subprocess.run([
        java_tool(process, "keytool"), "-genkeypair", "-alias", "weir", "-keyalg", "EC", "-dname", "CN=weir test",
        "-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", file,
    ], check=True, capture_output=True)
    return file


def java_tool(process, name):
    """The path of a program of the JDK on which a process of ours runs."""
    command = subprocess.run(
        ["ps", "-o", "command=", "-p", str(process.pid)], check=True, capture_output=True, text=True)
    return pathlib.Path(command.stdout.split(" ", 1)[0]).parent / name


def launch(directory, log, *arguments, **variables):
    """The launcher, which finds the JDK, builds what is missing and then becomes Java."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEIR_", "QUARKUS_"))}
    with open(directory / log, "wb") as out:
        return subprocess.Popen(
            [ROOT / "weir", *arguments],
            # Retries are Weir's own: without them each request of a client reaches the simulator once, both ways
            cwd=directory, env=kept | {"JAVA_OPTS": "-Xmx1g", "WEIR_RETRY_MAX_ATTEMPTS": "1"} | variables,
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
        )


def responds(url, method):
    urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=5).close()


def wait_for(process, log, ask):
    if not _comes_up(process, ask):
        raise SystemExit(f"{log} did not come up:\n{log.read_text()}")


def _comes_up(process, ask):
    """Whether it responds before it ends and within ten minutes, in which it may have to be built."""
    for _ in range(3000):
        try:
            ask()
            return True
        except OSError:
            if process.poll() is not None:
                return False
            time.sleep(0.2)
    process.kill()
    return False
