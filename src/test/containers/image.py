#!/usr/bin/env python3
"""Builds the image from target/quarkus-app and runs it as a careful platform does: read-only, without capabilities, in
512 MiB, as a user that the image does not know. docs/deployment.md says what operators rely on."""

import concurrent.futures
import json
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

import engine
from engine import IMAGE, docker, expect

import rolling
import servers

NETWORK, GATEWAY, SIMULATOR = "weir-ci", "weir-ci-gateway", "weir-ci-simulator"
REPLICAS = ("weir-ci-replica-1", "weir-ci-replica-2")
RESTRICTED = [
    "--read-only", "--tmpfs", "/tmp:size=16m", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
    "--memory", "512m", "--user", "54321:54321", "--network", NETWORK,
]
SETTINGS = engine.ROOT / "docker/compose"
SECRETS = ("sk-ant", "PSEUDONYM", "ANTHROPIC_API_KEY", engine.KEY)
REPLICA_SETTINGS = """\
weir:
  pseudonym-key: 0123456789abcdef0123456789abcdef
  upstreams: { main: { url: "http://simulator:9100", keys: { main: any-key-will-do } } }
quarkus:
  redis: { hosts: "redis://127.0.0.1:1" }
"""
LARGE = 20 * 1024 * 1024
AT_ONCE = 6


def build():
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=engine.ROOT, capture_output=True, text=True).stdout
    docker("build", "-q", "-f", "docker/Dockerfile", "-t", IMAGE, "--build-arg", f"REVISION={revision.strip()}", ".")
    size = json.loads(docker("inspect", IMAGE))[0]["Size"]
    return f"{size / 1e6:.0f} MB with the base"


def holds_no_secret():
    seen = docker("history", "--no-trunc", IMAGE) + json.dumps(json.loads(docker("inspect", IMAGE))[0]["Config"])
    expect("quarkus-run.jar" in seen, "a history that says what the image runs")
    found = [secret for secret in SECRETS if secret in seen]
    expect(not found, f"no secret in history and configuration: {found}")


def takes_the_aot_cache():
    """The JVM ends with an error where it cannot use the cache; a JVM that was told of another file must end so."""
    def run_with(cache):
        return engine.run_to_end(
            *RESTRICTED, "--entrypoint", "java", IMAGE, "@/opt/weir/jvm.options", "-XX:+UseSerialGC",
            f"-XX:AOTCache={cache}", "-XX:AOTMode=on", "-jar", "/opt/weir/quarkus-app/quarkus-run.jar", "--version")

    code, said = run_with("/opt/weir/weir.aot")
    expect(code == 0, f"a cache that the JVM takes: {said}")
    code, said = run_with("/opt/weir/none.aot")
    expect(code == 1 and "AOT cache" in said, f"an error without a cache, not {code}: {said}")


def names_all_that_is_missing():
    code, said = engine.run_to_end(*RESTRICTED, IMAGE)
    expect(code == 1, f"exit code 1 without settings, not {code}: {said}")
    for missing in ("weir.upstreams", "weir.pseudonym-key", "policy.yaml"):
        expect(missing in said, f"{missing} is named as missing: {said}")


def start():
    docker("run", "-d", "--name", SIMULATOR, *RESTRICTED, "--network-alias", "simulator", IMAGE,
           "simulate", "--host", "0.0.0.0")
    docker("run", "-d", "--name", GATEWAY, *RESTRICTED, "-p", "127.0.0.1::8080", "-p", "127.0.0.1::9000",
           "-v", f"{SETTINGS}/application.yaml:/etc/weir/config/application.yaml:ro",
           "-v", f"{SETTINGS}/policy.yaml:/etc/weir/config/policy.yaml:ro", IMAGE)
    engine.wait_until("the gateway is ready", lambda: engine.is_ready(port(9000)))


def port(inside):
    """Where a port of the gateway is reached."""
    return int(docker("port", GATEWAY, f"{inside}/tcp").splitlines()[0].rpartition(":")[2])


def is_healthy():
    command = json.loads(docker("inspect", IMAGE))[0]["Config"].get("Healthcheck", {}).get("Test", [])
    if not command:  # an engine that makes images of the OCI's form drops it
        text = (engine.ROOT / "docker/Dockerfile").read_text()
        command = ["CMD", *json.loads(text.partition("HEALTHCHECK")[2].partition("CMD")[2]
                                      .partition("]")[0].replace("\\\n", "") + "]")]
    expect("200" in docker("exec", GATEWAY, *command[1:]), "a health check that finds the gateway ready")


def survives_large_bodies():
    """Bodies that together are larger than the heap: each is served or shed, and the gateway lives on. Their tokens are
    only counted, so that no limit is met."""
    text = "x" * LARGE
    body = json.dumps({"model": "claude-sonnet-4-6", "messages": [{"role": "user", "content": text}]}).encode()
    headers = {"x-api-key": engine.KEY, "anthropic-version": "2023-06-01", "content-type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port(8080)}/v1/messages/count_tokens", body, headers)

    def status(_):
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code

    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = sorted(pool.map(status, range(2 * AT_ONCE)))
    expect(set(statuses) == {200, 529}, f"served or shed: {statuses}")
    expect(engine.inspected(GATEWAY)["State"]["Running"], "the gateway lives on")
    return str(statuses)


def drains():
    engine.expect_drain(
        port(8080),
        lambda: subprocess.Popen(["docker", "stop", "-t", "60", GATEWAY], stdout=subprocess.DEVNULL),
        lambda: engine.inspected(GATEWAY)["State"]["ExitCode"])
    expect(not engine.inspected(GATEWAY)["State"]["OOMKilled"], "never out of memory")


class Replica:
    """A container of the image on ports of its own, which can be restarted as a platform does it."""

    def __init__(self, name, settings):
        self.name, self.port, self.management = name, servers.free_port(), servers.free_port()
        drain = [word for variable, value in rolling.DRAIN.items() for word in ("-e", f"{variable}={value}")]
        docker("run", "-d", "--name", name, *RESTRICTED, *drain, "-v", f"{settings}:/etc/weir/config:ro",
               "-p", f"127.0.0.1:{self.port}:8080", "-p", f"127.0.0.1:{self.management}:9000", IMAGE)

    def ready(self):
        """Returns once it is ready."""
        engine.wait_until(f"{self.name} is ready", lambda: engine.is_ready(self.management))

    def restart(self):
        """Drains, ends and starts again."""
        docker("stop", "-t", "60", self.name)
        docker("start", self.name)
        self.ready()


def restarts_under_load():
    """The rolling restart of the client programs, here with two containers behind HAProxy."""
    home = engine.ROOT / "target/ci/rolling"
    home.mkdir(parents=True, exist_ok=True)
    (home / "application.yaml").write_text(REPLICA_SETTINGS)
    (home / "policy.yaml").write_text(json.dumps(servers.POLICY))
    replicas = [Replica(name, home) for name in REPLICAS]
    for replica in replicas:
        replica.ready()
    seen, faults = rolling.restart_behind_haproxy(home, replicas)
    expect(not faults, "; ".join(faults))
    return seen


def clean():
    docker("rm", "-f", GATEWAY, SIMULATOR, *REPLICAS, check=False)
    docker("network", "rm", NETWORK, check=False)


def main():
    clean()
    docker("network", "create", NETWORK)
    try:
        return engine.run([
            ("build", build if "--built" not in sys.argv else lambda: "as it is"),
            ("no secret in the image", holds_no_secret),
            ("AOT cache", takes_the_aot_cache),
            ("start without settings", names_all_that_is_missing),
            ("start", start),
            ("health check", is_healthy),
            ("Python SDK streams", lambda: engine.expect_stream(port(8080))),
            ("large bodies in 512 MiB", survives_large_bodies),
            ("SIGTERM drains a stream", drains),
            ("rolling restart behind HAProxy", restarts_under_load),
        ])
    finally:
        target = pathlib.Path(engine.ROOT / "target/ci")
        target.mkdir(parents=True, exist_ok=True)
        for container in (GATEWAY, *REPLICAS):
            logs = docker("logs", container, check=False)
            (target / f"{container}.log").write_text(logs.stdout + logs.stderr)
        clean()


sys.exit(main())
