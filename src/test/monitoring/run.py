#!/usr/bin/env python3
"""Loads a gateway for a minute, lets a real Prometheus scrape it, and evaluates every expression of dashboard, rules and
alerts: each must return a value (an alert: what it compares). Draws the dashboard's panels from the results.

The picture is target/monitoring/dashboard.svg; --write puts it into docs, and rules and alerts into k8s/base.
"""

import argparse
import contextlib
import json
import pathlib
import re
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "clients"))

import servers  # noqa: E402
from drawing import picture  # noqa: E402
from expressions import left_sides  # noqa: E402
from prometheus import Prometheus  # noqa: E402
from traffic import POLICY, Traffic  # noqa: E402

ROOT = servers.ROOT
RULES = ROOT / "config/prometheus"
OPERATOR_RULE = ROOT / "k8s/base/prometheusrule.yaml"
INTERVAL, POINTS = "15s", 60
NEEDS_A_DAY = re.compile(r"\boffset \dd\b")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60, help="of load; default 60")
    parser.add_argument("--write", action="store_true", help="write docs/dashboard.svg and k8s/base/prometheusrule.yaml")
    parser.add_argument("--rule", action="store_true", help="write k8s/base/prometheusrule.yaml, and do nothing else")
    return parser.parse_args()


def filled(expression):
    """An expression of a panel, as Grafana fills in its variables."""
    return expression.replace("$__rate_interval", INTERVAL).replace("$team", ".*")


def legend(target, labels):
    text = target.get("legendFormat") or " ".join(value for name, value in labels.items() if name != "__name__")
    return re.sub(r"\{\{(\w+)}}", lambda match: labels.get(match[1], ""), text)


class Check:
    """What the expressions return, and those that return nothing."""

    def __init__(self, prometheus, start, end):
        self.prometheus, self.start, self.end, self.faults, self.evaluated = prometheus, start, end, [], 0

    def panel(self, panel):
        """Its series as (name, points)."""
        series = []
        for target in panel["targets"]:
            step = max(1, int((self.end - self.start) / POINTS))
            found = self.prometheus.series(filled(target["expr"]), self.start, self.end, step)
            series += [(legend(target, labels), points) for labels, points in found]
            self.note(f"panel {panel['title']}", target["expr"], found)
        return series

    def rule(self, rule):
        for expression in [rule["query"]] if rule["type"] == "recording" else left_sides(rule["query"]):
            if not NEEDS_A_DAY.search(expression):
                self.note(rule["name"], expression, self.prometheus.instant(expression, self.end))
        if rule["health"] != "ok":
            self.faults.append(f"{rule['name']}: {rule['health']}, {rule.get('lastError')}")

    def note(self, where, expression, found):
        self.evaluated += 1
        if not found:
            self.faults.append(f"{where}: no value of {expression}")


def exemplars(prometheus, start, end):
    """The request ids that Prometheus has kept as exemplars."""
    data = prometheus.get("query_exemplars", query="weir_request_duration_seconds_bucket", start=start, end=end)
    return {one["labels"].get("request_id") for series in data for one in series["exemplars"]}


def write_operator_rule():
    """The groups of both files, below `spec`."""
    head = OPERATOR_RULE.read_text().partition("  groups:\n")[0]
    groups = "".join((RULES / f"{name}.yaml").read_text().partition("groups:\n")[2] for name in ("rules", "alerts"))
    OPERATOR_RULE.write_text(head + "  groups:\n" + "".join(f"  {line}" for line in groups.splitlines(True)))


def load(home, stack, seconds):
    """Everything that runs, and the times between which there was load."""
    process, redis = servers.start_redis(home)
    stack.callback(servers.stop, process)
    process, simulator = servers.start_simulator(home)
    stack.callback(servers.stop, process)
    variables = {
        "WEIR_RETRY_MAX_ATTEMPTS": "3", "WEIR_REQUESTS_MAX_IN_FLIGHT": "30", "JAVA_OPTS": "-Xmx192m",
        "WEIR_REQUESTS_MAX_IN_FLIGHT_PER_KEY": "30",
    }
    gateway = servers.Gateway(home, simulator, POLICY, redis, variables=variables)
    gateway.start()
    stack.callback(gateway.stop)
    traffic = Traffic(gateway.port, seconds)
    prometheus = Prometheus(home, servers.free_port(), RULES, gateway.management, traffic.client.port)
    stack.callback(prometheus.stop)
    prometheus.await_ready()
    start = time.time()
    sent = traffic.run()
    time.sleep(3)  # until it has scraped what came last
    return prometheus, sent, start, time.time()


def main():
    options = arguments()
    if options.rule:
        write_operator_rule()
        return
    dashboard = json.loads((ROOT / "config/grafana/weir.json").read_text())
    with contextlib.ExitStack() as stack:
        home = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-monitoring-")))
        prometheus, sent, start, end = load(home, stack, options.seconds)
        check = Check(prometheus, start, end)
        check.faults += prometheus.scrape_errors()
        results = {panel["id"]: check.panel(panel) for panel in dashboard["panels"] if panel["type"] != "row"}
        for rule in prometheus.rules():
            check.rule(rule)
        if prometheus.instant("sum(rate(weir_misspelt_total[5m]))", end):
            check.faults.append("self-test: an unknown metric has a value")
        ids = exemplars(prometheus, start, end)
        if not any(str(one).startswith("wreq_") for one in ids):
            check.faults.append(f"no request id among the exemplars: {ids}")
    drawn = ROOT / "target/monitoring/dashboard.svg"
    drawn.parent.mkdir(parents=True, exist_ok=True)
    drawn.write_text(picture(dashboard, results, (start, end)))
    if options.write:
        shutil.copy(drawn, ROOT / "docs/dashboard.svg")
        write_operator_rule()
    print(f"{sent} requests, {check.evaluated} expressions, {len(results)} panels, {len(ids)} exemplars: {drawn}")
    print("\n".join(check.faults))
    sys.exit(1 if check.faults else 0)


main()
