"""Validates ./weir usage --format focus with the validator of the FinOps Foundation: focus.py <focus-validator>."""

import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parents[3]
KINDS = ["input", "cache_read", "cache_write_5m", "cache_write_1h", "output"]

# Of two rules that exclude each other one must fail: an invoice exists, or none does. Together they pass.
EITHER_OR = {"InvoiceId-C-005-C"}


def usd(nano):
    return f"{nano // 10**9}.{nano % 10**9:09d}"


def line(number, draw):
    tokens = [draw.randint(0, 1000) for _ in KINDS]
    costs = [count * 4000 for count in tokens]
    exchange = {
        "time": f"2026-11-{draw.randint(20, 30)}T10:00:00.000Z",
        "request_id": f"wreq_{number}",
        "team": draw.choice(["search", "assist", None]),
        "user": f"{draw.randint(0, 5):032x}",
        "operation": "messages",
        "usage": draw.choice(["exact"] * 8 + ["partial", "estimated"]),
        "web_searches": draw.randint(0, 1),
        "price_known": True,
        "session": f"{draw.randint(9, 12):032x}",
        "project": draw.choice(["ranking", "other", None]),
        "model": draw.choice(["claude-opus-5-5", "claude-haiku-5-5", "other"]),
    }
    exchange.update({f"{kind}_tokens": count for kind, count in zip(KINDS, tokens)})
    text = json.dumps(exchange)[:-1]
    for kind, cost in zip(KINDS, costs):
        text += f',"{kind}_usd":{usd(cost)}'
    return text + f',"cost_usd":{usd(sum(costs))}}}'


def main():
    validator = pathlib.Path(sys.argv[1]).absolute()
    draw = random.Random(4711)
    with tempfile.TemporaryDirectory() as directory:
        log = pathlib.Path(directory, "usage.jsonl")
        log.write_text("".join(line(number, draw) + "\n" for number in range(100)))
        focus = pathlib.Path(directory, "focus.csv")
        by = ["--by", "team,user,model,day,session,project"]
        with focus.open("w") as out:
            subprocess.run([HOME / "weir", "usage", "--format", "focus", *by, log], stdout=out, check=True)
        rows = focus.read_text().count("\n") - 1
        # It looks for a file of its own below the working directory
        packages = next(validator.parents[1].glob("lib/python3*/site-packages"))
        found = subprocess.run(
            [validator, "--data-file", focus, "--validate-version", "1.2", "--block-download",
             "--applicability-criteria", "ACCOUNT_NAMING_SUPPORTED,SUB_ACCOUNT_SUPPORTED,USAGE_MEASUREMENT_SUPPORTED"],
            cwd=packages, capture_output=True, text=True, check=False)
    totals = re.search(r"Total: (\d+) \| Pass: (\d+) \| Fail: (\d+)", found.stdout)
    failed = set(re.findall(r"^\W*([A-Za-z]+-[A-Z]-\d+-[A-Z]): FAIL", found.stdout, re.MULTILINE))
    print(f"{rows} rows, {totals.group(0) if totals else 'no result'}, failed: {sorted(failed)}")
    if not totals or int(totals.group(2)) < 100 or failed - EITHER_OR:
        print(found.stdout[-3000:], found.stderr[-2000:])
        sys.exit(1)


if __name__ == "__main__":
    main()
