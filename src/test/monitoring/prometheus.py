"""A real Prometheus with the rules and alerts of config/, and what its API says."""

import json
import subprocess
import time
import urllib.parse
import urllib.request

CONFIG = """\
global: {{ scrape_interval: 1s, evaluation_interval: 1s }}
rule_files: [{rules}/rules.yaml, {rules}/alerts.yaml]
scrape_configs:
  - job_name: weir
    metrics_path: /q/metrics
    static_configs: [{{ targets: ["127.0.0.1:{weir}"] }}]
  - job_name: claude-code
    static_configs: [{{ targets: ["127.0.0.1:{client}"] }}]
"""


class Prometheus:
    """Scrapes once a second until it is stopped; its data is gone with its directory."""

    def __init__(self, home, port, rules, weir, client):
        self.url, self.log = f"http://127.0.0.1:{port}", home / "prometheus.log"
        config = home / "prometheus.yaml"
        config.write_text(CONFIG.format(rules=rules, weir=weir, client=client))
        command = [
            "prometheus", f"--config.file={config}", f"--storage.tsdb.path={home}/prometheus",
            f"--web.listen-address=127.0.0.1:{port}", "--enable-feature=exemplar-storage", "--log.level=warn",
        ]
        with open(self.log, "wb") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)

    def await_ready(self):
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/-/ready", timeout=5).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.2)
        raise SystemExit(f"Prometheus did not start:\n{self.log.read_text()}")

    def get(self, path, **query):
        """The data of a call to the API; a fault where it rejects the query."""
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(query)}", timeout=60) as reply:
            return json.load(reply)["data"]

    def instant(self, expr, at):
        """The samples of an expression as (labels, value); those that are no number are left out."""
        data = self.get("query", query=expr, time=at)
        if data["resultType"] == "scalar":
            return [({}, float(data["result"][1]))]
        return [(one["metric"], float(one["value"][1])) for one in data["result"] if one["value"][1] != "NaN"]

    def series(self, expr, start, end, step):
        """The series of an expression as (labels, [(time, value)]); points that are no number are left out."""
        data = self.get("query_range", query=expr, start=start, end=end, step=step)
        found = ((one["metric"], [(at, float(text)) for at, text in one["values"] if text != "NaN"])
                 for one in data["result"])
        return [(labels, points) for labels, points in found if points]

    def scrape_errors(self):
        """What kept Prometheus from scraping, if anything did."""
        targets = self.get("targets")["activeTargets"]
        return [f"{one['scrapeUrl']}: {one['lastError']}" for one in targets if one["health"] != "up"]

    def rules(self):
        """The rules as Prometheus has read them."""
        return [rule for group in self.get("rules")["groups"] for rule in group["rules"]]

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
