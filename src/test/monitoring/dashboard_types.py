#!/usr/bin/env python3
"""Type-checks config/grafana/weir.json against the types of @grafana/schema: the dashboard, its panels, and the options
and fields of each kind of panel. Exits with 0 where npm is missing, and says so."""

import json
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "clients"))

import catalogue  # noqa: E402
import servers  # noqa: E402

DASHBOARD = servers.ROOT / "config/grafana/weir.json"
DIRECTORY = servers.ROOT / "target/monitoring/schema"
HEAD = """\
import type { Dashboard, GraphFieldConfig } from '@grafana/schema';
import type { Options as bargauge } from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type { Options as stat } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type { Options as table } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type { Options as timeseries } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

// JSON has the values of enums, not their names; what a panel leaves out, Grafana fills in
type Plain<T> = T extends string ? `${T}` : T extends number ? `${T}` extends `${infer N extends number}` ? N : T
  : T extends (infer E)[] ? Plain<E>[] : T extends object ? { [K in keyof T]?: Plain<T[K]> } : T;

const dashboard: Plain<Dashboard> = """
SPOILED = {  # the self-test: each of these must be seen
    '"graphTooltip": 1': '"graphTooltip": 7', '"colorMode": "value"': '"colorMode": "loud"',
    '"drawStyle": "line"': '"drawStyle": "dotty"', '"gridPos"': '"gridPosition"',
}


def program(dashboard):
    """TypeScript that compiles if the dashboard has the right types."""
    parts = [HEAD + json.dumps(dashboard, indent=1) + ";\n"]
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            continue
        name, custom = f"panel{panel['id']}", panel["fieldConfig"]["defaults"].get("custom")
        parts.append(f"const {name}: Plain<{panel['type']}> = {json.dumps(panel['options'])};\n")
        if custom is not None:
            parts.append(f"const {name}Fields: Plain<GraphFieldConfig> = {json.dumps(custom)};\n")
    return "".join(parts)


def compiles(text):
    """Whether the compiler takes it, and what it says."""
    (DIRECTORY / "check.ts").write_text(text)
    done = subprocess.run(
        ["node_modules/.bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "bundler",
         "--module", "esnext", "--target", "es2022", "check.ts"],
        cwd=DIRECTORY, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    return done.returncode == 0, done.stdout


def main():
    if not shutil.which("npm"):
        print("skipped: no npm here")
        return
    catalogue.npm_install(pathlib.Path(__file__).parent / "schema", DIRECTORY, "--ignore-scripts")
    text = program(json.loads(DASHBOARD.read_text()))
    good, said = compiles(text)
    if not good:
        raise SystemExit(said)
    for right, wrong in SPOILED.items():
        assert right in text, right
        text = text.replace(right, wrong)
    _, said = compiles(text)
    unseen = [wrong for wrong in SPOILED.values() if wrong.split(": ")[-1].strip('"') not in said]
    if unseen:
        raise SystemExit(f"self-test: {unseen} were not seen: {said}")
    print("the types of dashboard, panels, options and fields are right; four spoiled ones were seen")


main()
