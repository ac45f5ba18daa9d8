"""Load on a gateway for a minute: many kinds of requests, failures on purpose, and a client that counts its tokens."""

import http.client
import http.server
import json
import random
import threading
import time

import servers

KEYS = {name: f"weir_monitoring-{name}-0123456789" for name in ("search", "docs", "agents")}
MODELS = ("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-fable-5-2")
PREFIX = "The history of water power, told at length. " * 1000  # more than the minimum that models cache
POLICY = {
    "plans": {
        "search": {"team": {"usd-per-day": 20, "tokens-per-month": 100000000}, "warn-at": [50, 80]},
        "docs": {"user": {"requests-per-minute": 1}, "team": {"usd-per-month": 2}},
        "agents": {"team": {"usd-per-day": 50}},
    },
    "teams": {
        "search": {"plan": "search", "keys": [servers.key_in_policy("search-service", KEYS["search"])]},
        "docs": {"plan": "docs", "keys": [
            servers.key_in_policy("docs-ci", KEYS["docs"], expires="2099-12-31")]},
        "agents": {"plan": "agents", "keys": [
            servers.key_in_policy("alice", KEYS["agents"], user="alice", expires="2099-06-30")]},
    },
}
PLAIN = ""
SCRIPTS = (  # what the simulator is told, and how often of a hundred
    (PLAIN, 50), ("tokens=400;event-delay=5ms", 12), ("first-byte-delay=300ms", 6), ("thinking=100;tokens=200", 6),
    ("tokens=200;cut-at=3000", 4), ("status=529;times=1", 5), ("status=529", 3), ("status=400", 2),
    ("status=429;retry-after=1;times=1", 2), ("error-event=later;tokens=100", 2), ("stop=refusal", 2),
    ("cache-miss=tools_changed", 3), ("cache-miss=system_changed", 1), ("drop;times=1", 2),
)
KINDS = {"input_tokens": "input", "output_tokens": "output", "cache_read_input_tokens": "cacheRead",
         "cache_creation_input_tokens": "cacheCreation"}


class Client:
    """Stands in for Claude Code: counts the usage of its responses, and shows it under that program's names."""

    def __init__(self):
        self.tokens, self.lock = dict.fromkeys(KINDS.values(), 0), threading.Lock()
        client = self

        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = client.page().encode()
                self.send_response(200)
                self.send_header("content-type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def count(self, usage):
        with self.lock:
            for field, kind in KINDS.items():
                self.tokens[kind] += usage.get(field) or 0

    def page(self):
        name = "claude_code_token_usage_tokens_total"
        with self.lock:
            lines = [f'{name}{{type="{kind}",model="all"}} {count}' for kind, count in self.tokens.items()]
        return f"# TYPE {name} counter\n" + "\n".join(lines) + "\n"


class Traffic:
    """Some threads, each of which sends one request after the other until the time is over."""

    def __init__(self, port, seconds, threads=6):
        self.port, self.until, self.client = port, time.monotonic() + seconds, Client()
        self.threads = [threading.Thread(target=self._send_all, args=(seed,)) for seed in range(threads)]
        self.threads.append(threading.Thread(target=self._burst))
        self.sent, self.lock = 0, threading.Lock()

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()
        return self.sent

    def _send_all(self, seed):
        chance = random.Random(seed)
        while time.monotonic() < self.until:
            script = chance.choices([one for one, _ in SCRIPTS], [often for _, often in SCRIPTS])[0]
            team = chance.choices(list(KEYS), [5, 3, 2])[0]
            self._send(chance, team, script)
            time.sleep(chance.uniform(0, 0.1))

    def _burst(self):
        """More requests at once than the gateway takes, every ten seconds."""
        while time.monotonic() < self.until:
            slow = [threading.Thread(target=self._send, args=(random.Random(at), "search", "first-byte-delay=1s"))
                    for at in range(40)]
            for thread in slow:
                thread.start()
            for thread in slow:
                thread.join()
            time.sleep(min(10.0, max(0.0, self.until - time.monotonic())))

    def _send(self, chance, team, script):
        number = chance.randrange(1000000)
        body = {
            "model": chance.choices(MODELS, [4, 4, 3, 1])[0], "max_tokens": 1000, "stream": chance.random() < 0.7,
            "metadata": {"user_id": f"user-{number % 40}"},
            "messages": [{"role": "user", "content": f"Question {number}"}],
        }
        if chance.random() < 0.5:
            # Most share a prefix, so that some write it to the cache and many read it
            about = PREFIX + (str(number) if chance.random() < 0.15 else "")
            body["system"] = [{"type": "text", "text": about, "cache_control": {"type": "ephemeral"}}]
        headers = {"anthropic-version": "2023-06-01", "content-type": "application/json", "x-api-key": KEYS[team]}
        if chance.random() < 0.02:
            headers["x-api-key"] = "weir_unknown-0123456789"
        if chance.random() < 0.02:
            body["max_tokens"] = "many"
        if script:
            headers["x-simulate"] = f"{script};key={number}"
        leaves = chance.random() < 0.03
        self._exchange(json.dumps(body).encode(), headers, leaves)

    def _exchange(self, body, headers, leaves):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/v1/messages", body, headers)
            response = connection.getresponse()
            if leaves:
                response.read(200)
                return
            text = response.read().decode()
            if response.status == 200:
                self._count(text)
        except (OSError, http.client.HTTPException):
            pass  # a cut response is what some of them ask for
        finally:
            connection.close()
            with self.lock:
                self.sent += 1

    def _count(self, text):
        """Usage as the SDKs read it: the last value of each field counts."""
        usage = {}
        if text.startswith("{"):
            usage = json.loads(text).get("usage", {})
        else:
            for line in text.splitlines():
                if line.startswith("data: ") and '"usage"' in line:
                    event = json.loads(line[6:])
                    usage |= event.get("message", {}).get("usage", {}) | event.get("usage", {})
        self.client.count(usage)
