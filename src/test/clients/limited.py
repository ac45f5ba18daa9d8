"""A gateway with limits over a real Redis, and a tap before it that counts what clients send."""

import json
import time
import urllib.error
import urllib.request

import servers
from tap import Tap

PLANS = {
    "budget": {"user": {"usd-per-day": 1}},
    "warned": {"user": {"usd-per-day": 0.015}},
    "rate": {"user": {"requests-per-minute": 20, "burst": {"requests-per-minute": 1}}},  # again after 3 s
    "place": {"user": {"concurrent-requests": 1}},
    "session": {"user": {"usd-per-day": 50, "per-session": {"usd": 1}}},
    "zero": {"user": {"tokens-per-day": 0}},
    "blocked": {},
}
BLOCKED = "somebody-blocked"
CLAUDE_CODE = "claude-code"


def key_of(plan, holder="programs"):
    """The key of the team on a plan; Claude Code's is bound to a user, as it names another in every home."""
    return f"weir_limited-{plan}-{holder}"


def _team(plan):
    keys = [
        servers.key_in_policy("programs", key_of(plan)),
        servers.key_in_policy(CLAUDE_CODE, key_of(plan, CLAUDE_CODE), user=CLAUDE_CODE),
    ]
    return {"plan": plan, "users": {BLOCKED: {"blocked": True}} if plan == "blocked" else {}, "keys": keys}


POLICY = {"plans": PLANS, "teams": {f"{plan}-team": _team(plan) for plan in PLANS}}


class Limited:
    """The gateway, which is reached at a tap; what a case needs is arranged as its requests arrive there."""

    def __init__(self, home, stack, simulator):
        process, redis = servers.start_redis(home)
        stack.callback(servers.stop, process)
        process, self.gateway = servers.start_gateway(home, simulator, POLICY, redis)
        stack.callback(servers.stop, process)
        self.tap = Tap(self.gateway)
        self.tap.before = self._arrange
        self.port = self.tap.port
        self.home, self.arranged, self.faults = home, {}, []

    def arrange(self, case, caller, steps):
        """Before the n-th request with `x-case: <case>` reaches the gateway, the caller does the n-th step."""
        self.arranged[case] = (caller, steps)

    def attempts(self, case):
        """The bodies of the requests for messages in a case."""
        return [one.body for one in self.tap.requests if _is_message(one) and dict(one.headers).get("x-case") == case]

    def clear(self):
        """Forgets the cases and what they arranged; returns what went wrong meanwhile."""
        for caller, _ in self.arranged.values():
            caller.leave()
        faults, self.faults = self.faults, []
        self.arranged.clear()
        self.tap.requests.clear()
        return faults

    def _arrange(self, request):
        case = dict(request.headers).get("x-case")
        if case not in self.arranged or not _is_message(request):
            return
        caller, steps = self.arranged[case]
        attempt = len(self.attempts(case))
        try:
            if attempt <= len(steps):
                steps[attempt - 1](caller)
        except (OSError, RuntimeError) as failure:
            self.faults.append(f"{case}: its limits could not be arranged: {failure}")


class Caller:
    """Somebody who uses up limits, past the tap; with a session also those of that session."""

    def __init__(self, gateway, key, user, session=None):
        self.gateway, self.key, self.user = gateway, key, user
        self.session = {"x-claude-code-session-id": session} if session else {}
        self.held = []

    def ask(self, simulate, stream=False):
        """An open response to a message."""
        hello = [{"role": "user", "content": "Hello"}]
        body = {
            "model": "claude-sonnet-4-6", "max_tokens": 80000, "messages": hello, "stream": stream,
            "metadata": {"user_id": self.user},
        }
        headers = {"anthropic-version": "2023-06-01", "content-type": "application/json", "x-simulate": simulate}
        return self._open("/v1/messages", json.dumps(body).encode(), headers | self.session)

    def status(self, simulate):
        """The status of the response to a message."""
        try:
            with self.ask(simulate) as response:
                return response.status
        except urllib.error.HTTPError as rejection:
            return rejection.code

    def spend(self, tokens):
        """Uses so many tokens of output, which are counted when this returns."""
        self.ask(f"tokens={tokens}").read()
        self._settled()

    def occupy(self):
        """Holds a place until leave is called."""
        self.held.append(self.ask("silence-after=1", stream=True))

    def leave(self):
        """Gives the place back, if one is held."""
        while self.held:
            self.held.pop().close()
            self._settled()

    def limits(self):
        """The response of `GET /weir/limits`."""
        with self._open(f"/weir/limits?user_id={self.user}") as response:
            return json.load(response)

    def _settled(self):
        wait_for("no open lease", lambda: self.limits()["leases"] == 0)

    def _open(self, path, body=None, headers=None):
        url = f"http://127.0.0.1:{self.gateway}{path}"
        return urllib.request.urlopen(
            urllib.request.Request(url, body, (headers or {}) | {"x-api-key": self.key}), timeout=30)


def wait_for(what, holds, seconds=30):
    """Retries until it holds."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise RuntimeError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def _is_message(request):
    return request.method == "POST" and request.target.partition("?")[0] == "/v1/messages"
