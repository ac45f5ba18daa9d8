"""Claude Code through Weir: a greeting, a tool that the simulator requests, a cut stream, limits."""

import json
import os
import re
import subprocess
import tempfile

import catalogue
import quotas
import servers
from limited import CLAUDE_CODE, Caller, key_of

DIRECTORY = catalogue.TARGET / "claude-code"
PROGRAM = DIRECTORY / "node_modules/.bin/claude"  # the platform's binary, once the package's install script has run
INSTALL_SCRIPT = DIRECTORY / "node_modules/@anthropic-ai/claude-code/install.cjs"
MODEL = "claude-sonnet-4-6"
TOOL = 'Please run [[tool:Bash {"command":"echo weir-$((40 + 2))"}]]'
CHOSEN = "claude-opus-5-5"
ALIASES = ("opus", "sonnet", "haiku", "fable")
CUT_ONCE = "claude-simulate-tokens=200;cut-at=1500;times=1"


def install():
    """Nothing, or why it cannot be installed here."""
    try:
        catalogue.npm_install(catalogue.HERE / "claude-code", DIRECTORY, "--ignore-scripts")
        subprocess.run(["node", INSTALL_SCRIPT], check=True, capture_output=True, stdin=subprocess.DEVNULL)
        subprocess.run([PROGRAM, "--version"], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as failure:
        return str(failure)
    return None


def check(ways):
    """What was seen, and the faults."""
    tap, port = ways.routed
    faults = []
    for name, prompt, model, wanted, more in (
        ("hello", "Say hello", MODEL, _one_turn, {}),
        ("tool", TOOL, MODEL, _tool_ran, {}),
        ("cut stream", "Say hello", CUT_ONCE, _asked_again, {}),
        ("ANTHROPIC_MODEL", "Say hello", None, _asks_for(CHOSEN), {"ANTHROPIC_MODEL": CHOSEN}),
        *(
            (name, "Say hello", alias, _asks_for(CHOSEN), {name: CHOSEN})
            for alias, name in ((alias, f"ANTHROPIC_DEFAULT_{alias.upper()}_MODEL") for alias in ALIASES)
        ),
        ("auto mode", TOOL, MODEL, _tool_ran, {"MODE": "auto"}),
    ):
        tap.requests.clear()
        output = _ask(port, prompt, model, more=more)
        bodies = [one.body for one in tap.requests if one.target.startswith("/v1/messages?")]
        if output.get("is_error") is not False or not output.get("result") or not wanted(output, bodies):
            faults.append(f"{name}: {len(bodies)} requests, {str(output)[:1500]}")
    return "hello, tool, cut stream, models by variables, auto mode", faults


def check_quotas(stage):
    """What was seen of the limits, and the faults."""
    faults, cases = [], (
        (quotas.SPENT, "Say hello", None),
        (quotas.WAITS_FOR_A_TURN, "Say hello", None),
        (quotas.WAITS_FOR_A_PLACE, "Say hello", None),
        (quotas.SPENT_SESSION, TOOL, "11111111-1111-4111-8111-111111111111"),
        (quotas.OTHER_SESSION, "Say hello", "22222222-2222-4222-8222-222222222222"),
    )
    for case, prompt, session in cases:
        caller = Caller(stage.gateway, key_of(case.plan, CLAUDE_CODE), CLAUDE_CODE, session)
        stage.arrange(case.name, caller, case.steps)
        headers = {"ANTHROPIC_CUSTOM_HEADERS": f"x-case: {case.name}"}
        output = _ask(stage.port, prompt, MODEL, caller.key, headers, session)
        text = str(output.get("result"))
        bodies = stage.attempts(case.name)
        shown = rf"API Error: Request rejected \(429\) · {case.message}"
        good = re.fullmatch(shown, text) if case.message else output.get("is_error") is False and text
        if not good or (len(bodies), len(set(bodies))) != (case.attempts, case.bodies):
            faults.append(f"{case.name}: {len(bodies)} attempts, {len(set(bodies))} bodies, {str(output)[:1500]}")
    return ", ".join(case.name for case, *_ in cases), faults + stage.clear()


def _one_turn(output, bodies):
    return output["num_turns"] == 1 and len(bodies) >= 1


def _tool_ran(output, bodies):
    return output["num_turns"] == 2 and any(b"weir-42" in body for body in bodies)


def _asks_for(model):
    """Every request of the main conversation names the model."""
    return lambda output, bodies: bool(bodies) and json.loads(bodies[-1])["model"] == model


def _asked_again(output, bodies):
    """The second request is the first one again, with or without a stream."""
    return output["num_turns"] == 1 and len(bodies) >= 2


def _ask(port, prompt, model, key=servers.KEY, more=None, session=None):
    with tempfile.TemporaryDirectory(prefix="weir-claude-code-") as home:
        environment = {
            "HOME": home, "PATH": os.environ["PATH"], "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}",
            "ANTHROPIC_AUTH_TOKEN": key, "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1", "IS_SANDBOX": "1", "NO_PROXY": "127.0.0.1",
        } | (more or {})
        mode = environment.pop("MODE", None)
        options = ["--output-format", "json", *(["--model", model] if model else [])]
        options += ["--permission-mode", mode] if mode else ["--allowedTools", "Bash(echo:*)"]
        options += ["--session-id", session] if session else []
        done = subprocess.run(
            [PROGRAM, "-p", prompt, *options], cwd=home, env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        )
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"result": None, "printed": done.stdout[-500:] + done.stderr[-500:]}
