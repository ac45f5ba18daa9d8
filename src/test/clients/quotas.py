"""What a client makes of Weir's limits: which error it raises, what can be read from it, and how often it retries."""

import dataclasses
import json
import re

import limited
import programs
from limited import Caller

SECONDS_OF_A_DAY = r"[1-9]\d{0,4}"
INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
FROM_WEIR = {"x-weir-source": "gateway", "request-id": "wreq_.+", "x-weir-request-id": "wreq_.+"}


@dataclasses.dataclass(frozen=True)
class Case:
    """One request by a user of its own.

    steps is what happens before each attempt; error names a class in the catalogue, or nothing; texts are patterns;
    bodies is how many different ones the attempts have.
    """

    name: str
    plan: str
    steps: tuple
    error: str = None
    status: int = None
    type: str = None
    message: str = ""
    headers: dict = dataclasses.field(default_factory=dict)
    attempts: int = 1
    bodies: int = 1
    retries: bool = True
    stream: bool = False


def _spend_all(caller):
    caller.spend(70000)  # of claude-sonnet-4-6: more than $1


def _spend_most(caller):
    caller.spend(800)


def _take_the_turn(caller):
    caller.spend(1)


def _leave_room(_):
    pass


LIMITS = r"GET /weir/limits with the same key shows all limits and what is used\."
SPENT = Case(
    "spent budget", "budget", (_spend_all,), "rate_limit", 429, "billing_error",
    rf"The limit user/usd-per-day has no room: \$1\.05\d* of \$1\.0 used, and this one may need \$[\d.]+\. "
    rf"It begins anew at {INSTANT}: wait until then, or ask whoever runs this gateway for more\. "
    rf"{LIMITS}",
    FROM_WEIR | {
        "retry-after": SECONDS_OF_A_DAY, "x-should-retry": "false", "x-weir-limit": "user/usd-per-day",
        "anthropic-ratelimit-unified-status": "rejected", "anthropic-ratelimit-unified-reset": r"\d{10}",
        "anthropic-ratelimit-unified-overage-period": "daily",
    },
)
NO_TURN = Case(
    "no room this minute", "rate", (_take_the_turn,), "rate_limit", 429, "rate_limit_error",
    rf"The limit user/requests-per-minute has no room: .* It has room again at {INSTANT}: wait until then\. "
    rf"{LIMITS}",
    FROM_WEIR | {
        "retry-after": "[1-3]", "x-weir-limit": "user/requests-per-minute",
        "anthropic-ratelimit-requests-limit": "1", "anthropic-ratelimit-requests-remaining": "0",
        "anthropic-ratelimit-requests-reset": INSTANT,
    },
    retries=False,
)
NO_PLACE = Case(
    "no place", "place", (Caller.occupy,), "rate_limit", 429, "rate_limit_error",
    r"The limit user/concurrent-requests has no room: 1 requests? of 1 requests? used\. .* Try again then\. "
    rf"{LIMITS}",
    FROM_WEIR | {"retry-after": "1", "x-weir-limit": "user/concurrent-requests"},
    retries=False,
)
SPENT_SESSION = Case(  # by a tool's loop: its first request is answered, the next one finds the budget spent
    "spent session", "session", (_leave_room, _spend_all), attempts=2, bodies=2,
    message=rf"The limit user/session/usd has no room: \$1\.\d+ of \$1\.0 used, and this one may need \$[\d.]+\. "
    r"This session has used up its own budget; your other sessions go on\. Start a new session \(in Claude Code: "
    rf"/clear, or run claude again\), or ask whoever runs this gateway for more\. {LIMITS}",
)
OTHER_SESSION = Case("other session", "session", ())
BARRED = {"error": "forbidden", "status": 403, "type": "permission_error", "headers": FROM_WEIR}
LATER = {"x-weir-source": "upstream", "anthropic-ratelimit-requests-remaining": "0"}
WAITS_FOR_A_TURN = Case("waits for a turn", "rate", (_take_the_turn,), headers=LATER, attempts=2)
WAITS_FOR_A_PLACE = Case("waits for a place", "place", (Caller.occupy, Caller.leave), attempts=2)
EACH = [
    SPENT,
    Case("nearly spent", "warned", (_spend_most,), headers={
        "anthropic-ratelimit-unified-status": "allowed_warning",
        "anthropic-ratelimit-unified-overage-utilization": r"0\.8\d",
        "anthropic-ratelimit-unified-overage-surpassed-threshold": r"0\.75",
        "x-weir-source": "upstream",
    }),
    NO_TURN,
    WAITS_FOR_A_TURN,
    NO_PLACE,
    WAITS_FOR_A_PLACE,
    Case("blocked", "blocked", (), message="This user is blocked in team blocked-team; .*", **BARRED),
    Case("limit of 0", "zero", (), message=".*user/tokens-per-day.*", **BARRED),
]
CASES = [
    dataclasses.replace(case, name=f"{case.name}, {form}", stream=form == "stream")
    for case in EACH
    for form in ("JSON", "stream")
]
SPOILED = {  # the self-test: each of these must be seen
    "leave to retry": (b"x-should-retry: false", b"retry-after-ms: 10   "),
    "the error's type": (b"billing_error", b"billing_err0r"),
    "the limit's name": (b"x-weir-limit", b"x-else-limit"),
    "the budget's state": (b"unified-status", b"unified-stasis"),
    "the wait for a turn": (b"retry-after:", b"retry-never:"),
}


def self_test(stage, client):
    """Spoils one thing at a time in the gateway's responses; the check must see each."""
    faults = []
    for number, (name, spoil) in enumerate({"nothing": (b"", b""), **SPOILED}.items()):
        stage.tap.spoil_response = spoil
        _, found = check(stage, client, (), [SPENT, WAITS_FOR_A_TURN], f"self-test-{number}")
        if bool(found) != (name != "nothing"):
            faults.append(f"spoiled {name}: found {found[:3]}")
    stage.tap.spoil_response = (b"", b"")
    return f"{len(SPOILED)} deviations on purpose", faults


def check(stage, client, flavour, cases=None, label=None):
    """What was seen of a client, and the faults; the label keeps the users of two runs apart."""
    cases, table = cases or CASES, []
    for case in cases:
        user = limited.BLOCKED if case.plan == "blocked" else f"{label or client.name}{''.join(flavour)} {case.name}"
        caller = Caller(stage.gateway, limited.key_of(case.plan), re.sub(r"\W+", "-", user))
        stage.arrange(case.name, caller, case.steps)
        row = {"case": case.name, "key": caller.key, "user": caller.user}
        table.append(row | {"stream": case.stream, "retries": case.retries})
    rows = stage.home / "quotas.json"
    rows.write_text(json.dumps(table))
    lines = programs.call(client, "quotas", flavour, stage.port, "", "quotas", quotas=rows)
    seen = {line["case"]: line["result"] for line in lines}
    faults = [fault for case in cases for fault in _faults(stage, client, case, seen.get(case.name, {}))]
    return f"{len(seen)} cases", faults + stage.clear()


def _faults(stage, client, case, seen):
    """Every way in which a case was not seen as it must be."""
    kind = None if case.error is None else getattr(client, case.error)
    wanted = {"class": kind, "status": case.status, "type": case.type} if kind else {"class": None}
    for name, value in wanted.items():
        if seen.get(name, "(absent)") != value:
            yield f"{case.name}: {name} {seen.get(name)!r}, wanted {value!r}: {str(seen)[:500]}"
    headers = {name.lower(): value for name, value in seen.get("headers", {}).items()}
    for name, pattern in case.headers.items():
        if not re.fullmatch(pattern, headers.get(name, "")):
            yield f"{case.name}: {name}: {headers.get(name)!r}, wanted {pattern!r}"
    if not re.search(case.message, seen.get("message", "")):
        yield f"{case.name}: message {seen.get('message')!r}, wanted {case.message!r}"
    if kind and seen.get("request_id") != headers.get("request-id"):
        yield f"{case.name}: request id {seen.get('request_id')!r} beside {headers.get('request-id')!r}"
    bodies = stage.attempts(case.name)
    if (len(bodies), len(set(bodies))) != (case.attempts, case.bodies):
        yield f"{case.name}: {len(bodies)} attempts, {len(set(bodies))} bodies, wanted {case.attempts}, {case.bodies}"
