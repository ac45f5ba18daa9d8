"""The packaged gateway with the console on, a real Redis, and an upstream that responds at once; and the load."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess

import servers

HEAP = "-XX:+UseSerialGC -Xmx300m"  # what 60 % of a container of 512 MB are
MODELS = ("claude-opus-4-6", "claude-sonnet-4-6", "claude-haiku-4-5", "claude-sonnet-5-5")
LIMITS = {
    "user": {
        "requests-per-minute": 1_000_000, "output-tokens-per-minute": 100_000_000, "tokens-per-day": 100_000_000_000,
        "usd-per-day": 4_500_000, "concurrent-requests": 10_000,
    },
    "team": {"usd-per-month": 4_500_000},
}
ANSWER = {
    "id": "msg_01BenchBenchBenchBench", "type": "message", "role": "assistant", "model": "MODEL",
    "content": [{"type": "text", "text": "All happy families are alike. " * 27}], "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {
        "input_tokens": 250, "cache_creation_input_tokens": 300, "cache_read_input_tokens": 2000, "output_tokens": 200,
    },
}
NGINX = """\
daemon off;
worker_processes 1;
pid {home}/nginx.pid;
error_log {home}/nginx-error.log warn;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
    keepalive_requests 1000000000;
    default_type application/json;
    server {{ listen 127.0.0.1:{port}; location / {{ return 200 '{answer}'; }} }}
}}
"""
WRK = """\
local teams, users, number = {teams}, {users}, {first}
local models = {{ {models} }}
function request()
  number = (number + 1) % users
  local team = number % 2 == 0 and 0 or number % teams
  wrk.headers["x-api-key"] = string.format("weir_bench-team-%04d-0123456789", team)
  return wrk.format("POST", nil, nil, string.format([[{body}]], models[number % #models + 1], number))
end
wrk.headers["anthropic-version"] = "2023-06-01"
wrk.headers["content-type"] = "application/json"
"""
PAUSE = "function delay() return {delay} end\n"
BODY = (
    '{"model":"%s","max_tokens":1000,"metadata":{"user_id":"user-%05d"},'
    '"messages":[{"role":"user","content":"Where does the river rise?"}]}')


def key_of(team):
    """The key of a team by its number."""
    return f"weir_bench-team-{team:04d}-0123456789"


def team_of(user, teams):
    """The team of a user, both by number: every second user is of the first team."""
    return 0 if user % 2 == 0 else user % teams


def policy(users, teams):
    """Teams with limits for users; a tenth of the users have an exception, as policies of many people do."""
    made = {}
    for team in range(teams):
        sha256 = hashlib.sha256(key_of(team).encode()).hexdigest()
        made[f"team-{team:04d}"] = {"plan": "bench", "keys": [{"id": "bench", "sha256": sha256}], "users": {}}
    for user in range(0, users, 10):
        team = team_of(user + user // 10 % 2, teams)
        made[f"team-{team:04d}"]["users"][f"user-{user + user // 10 % 2:05d}"] = {"plan": "other"}
    return {"plans": {"bench": LIMITS, "other": LIMITS}, "teams": made}


class Stage:
    """Everything that a measurement needs, started and stopped with the stack."""

    def __init__(self, home, stack, options):
        for program in ("wrk", "redis-server"):
            if not shutil.which(program):
                raise SystemExit(f"{program} is not installed")
        self.home, self.stack = home, stack
        self.users, self.teams = getattr(options, "users", 1000), getattr(options, "teams", 10)
        upstream = start_nginx(home, stack)
        self.redis = _start_redis(home, stack)
        self.gateway = servers.Gateway(
            home, upstream, policy(self.users, self.teams), self.redis,
            variables={"WEIR_CONSOLE_ENABLED": "true", "WEIR_IDENTITY_NEW_USERS_PER_DAY": "100000", "JAVA_OPTS": HEAP})
        stack.callback(self.gateway.stop)
        self.gateway.start()

    @property
    def pid(self):
        """That of the gateway."""
        return self.gateway.process.pid

    def load(self, seconds, connections, delay=0, first=0):
        """A load that has begun: wrk with one thread; with a delay, in milliseconds, each connection pauses."""
        script = self.home / f"load-{delay}-{first}.lua"
        script.write_text((WRK + (PAUSE if delay else "")).format(
            teams=self.teams, users=self.users, first=first, delay=delay, body=BODY,
            models=", ".join(f'"{model}"' for model in MODELS)))
        load = subprocess.Popen(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", script,
             f"http://127.0.0.1:{self.gateway.port}/v1/messages"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.stack.callback(end, load)
        return load

    def keys_in_redis(self):
        """How many keys Redis has."""
        with socket.create_connection(("127.0.0.1", self.redis)) as connection:
            connection.sendall(b"DBSIZE\r\n")
            return int(connection.recv(64)[1:])


def start_nginx(home, stack):
    """An upstream that responds at once: its port; ends with the stack."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/local/sbin:/usr/sbin")
    if not program:
        raise SystemExit("nginx is not installed")
    port = servers.free_port()
    config = home / "nginx.conf"
    config.write_text(NGINX.format(home=home, port=port, answer=json.dumps(ANSWER).replace("MODEL", MODELS[1])))
    _start([program, "-p", home, "-c", config, "-e", home / "nginx-error.log"], home / "nginx.log", port, stack)
    return port


def _start_redis(home, stack):
    port = servers.free_port()
    _start(
        ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", home],
        home / "redis.log", port, stack)
    return port


def _start(command, log, port, stack):
    with open(log, "wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    stack.callback(end, process)
    servers.wait_for(process, log, lambda: socket.create_connection(("127.0.0.1", port)).close())


def end(process):
    """Ends a process, and lets it end its own."""
    process.terminate()
    process.wait(30)


def requests_of(load):
    """How many requests a load sent, once it has ended; all of them must have gone well."""
    said, _ = load.communicate()
    count = re.search(r"(?m)^\s*(\d+) requests in ", said)
    if not count or re.search(r"Socket errors|Non-2xx", said):
        raise SystemExit(f"the load did not go well:\n{said}")
    return int(count[1])


def cpu_micros(pid):
    """User and system time of a process without its JIT compilers, in microseconds. Source: proc_pid_stat(5)."""
    tick = 1_000_000 // os.sysconf("SC_CLK_TCK")
    process = pathlib.Path(f"/proc/{pid}")
    compilers = [stat for stat in map(_stat, process.glob("task/*/stat")) if re.match(r"C[12] Compiler", stat[0])]
    return tick * (_stat(process / "stat")[1] - sum(ticks for _, ticks in compilers))


def _stat(file):
    """The name of a process or a thread, and its CPU time in clock ticks."""
    try:
        before, _, after = file.read_text().rpartition(")")
    except FileNotFoundError:
        return "", 0
    values = after.split()
    return before.partition("(")[2], int(values[11]) + int(values[12])
