#!/usr/bin/env python3
"""Has a real API server read every object of every overlay below k8s, and checks that they agree with each other.

It needs kubectl and a cluster in which it may make the namespace `weir`: KUBECONFIG names it. With Go it also runs
kube-score and kubeconform. What it renders stays in target/kubernetes.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).parents[3]
TARGET = ROOT / "target/kubernetes"
NAMESPACE = "weir"
TOOLS = {
    "kube-score": "github.com/zegl/kube-score/cmd/kube-score@v1.20.0",
    "kubeconform": "github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0",
}
TIME_TO_END = 10


class Failure(Exception):
    """A check that did not hold."""


def expect(holds, what):
    """Fails with what was expected unless it holds."""
    if not holds:
        raise Failure(what)


def run(*command, check=True, text=None, env=None):
    """What a program prints."""
    done = subprocess.run(
        list(map(str, command)), input=text, capture_output=True, text=True, cwd=ROOT, env=os.environ | (env or {}))
    said = done.stdout[-4000:] + done.stderr[-4000:]
    expect(not check or done.returncode == 0, f"{' '.join(map(str, command))}: {said}")
    return done


def kubectl(*arguments, check=True, text=None):
    """What kubectl prints."""
    return run("kubectl", "--namespace", NAMESPACE, *arguments, check=check, text=text)


class Overlay:
    """An overlay, rendered."""

    def __init__(self, name):
        self.name = name
        self.file = TARGET / f"{name}.yaml"
        self.file.write_text(run("kubectl", "kustomize", ROOT / "k8s/overlays" / name).stdout)
        self.objects = list(_documents(kubectl("create", "--dry-run=client", "-o", "json", "-f", self.file).stdout))

    def of_kind(self, kind):
        """The objects of a kind, by name."""
        return {one["metadata"]["name"]: one for one in self.objects if one["kind"] == kind}

    def pods(self):
        """Each pod template as a pod."""
        for name, deployment in self.of_kind("Deployment").items():
            template = deployment["spec"]["template"]
            yield {
                "apiVersion": "v1", "kind": "Pod", "spec": template["spec"],
                "metadata": {
                    "name": f"{name}-checked", "namespace": NAMESPACE, "labels": template["metadata"]["labels"]},
            }


def _documents(text):
    """JSON documents one after the other."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text.rstrip()):
        found, at = decoder.raw_decode(text, at)
        at += len(text[at:]) - len(text[at:].lstrip())
        yield found


def is_accepted(pod):
    """Whether admission takes a pod."""
    return kubectl("create", "--dry-run=server", "--validate=strict", "-f", "-", check=False, text=json.dumps(pod))


def accepted_by_the_server(overlay):
    kubectl("apply", "--dry-run=server", "--validate=strict", "-f", overlay.file)
    pods = list(overlay.pods())
    for pod in pods:
        done = is_accepted(pod)
        expect(done.returncode == 0, f"pod {pod['metadata']['name']}: {done.stderr}")
    spoiled = json.loads(json.dumps(pods[0]))
    spoiled["spec"]["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = True
    done = is_accepted(spoiled)
    expect("restricted" in done.stderr, f"a pod that may escalate is rejected: {done.stdout}{done.stderr}")
    return f"{len(overlay.objects)} objects, {len(pods)} pods"


def keeps_its_promises(overlay):
    """What ManifestsTest finds in the files must hold in what Kustomize makes of them."""
    weir = overlay.of_kind("Deployment")["weir"]["spec"]["template"]["spec"]
    most = overlay.of_kind("HorizontalPodAutoscaler")["weir"]["spec"]["maxReplicas"]
    for container in weir["initContainers"] + weir["containers"]:
        variables = {one["name"]: one.get("value") for one in container["env"]}
        expect(variables["WEIR_QUOTA_REPLICAS"] == str(most), f"limits are divided among {most}: {variables}")
    used = {volume.get("configMap", {}).get("name") for volume in weir["volumes"]} - {None}
    made = set(overlay.of_kind("ConfigMap"))
    expect(used <= made, f"ConfigMaps that are mounted: {used}, made: {made}")
    expect({"weir-policy", "weir-prices"} <= used, f"policy and prices are mounted by their plain names: {used}")
    main = weir["containers"][0]
    settings = next(text["data"]["application.yaml"] for name, text in overlay.of_kind("ConfigMap").items()
                    if name.startswith("weir-settings"))
    drain = sum(_seconds(settings, f"    {key}: ") for key in ("delay", "timeout"))
    needed = main["lifecycle"]["preStop"]["sleep"]["seconds"] + drain + TIME_TO_END
    grace = weir["terminationGracePeriodSeconds"]
    expect(grace >= needed, f"a grace period of at least {needed} s: {grace}")
    return f"grace period {grace} s of {needed} s needed, {most} replicas"


def _seconds(settings, prefix):
    value = next(line.removeprefix(prefix) for line in settings.splitlines() if line.startswith(prefix))
    return int(value.removesuffix("s"))


def applied_changed_and_rolled_back(overlay):
    """The objects really go in, a changed image and policy too, and back again."""
    def spec():
        deployment = json.loads(kubectl("get", "deployment", "weir", "-o", "json").stdout)
        policy = json.loads(kubectl("get", "configmap", "weir-policy", "-o", "json").stdout)
        return deployment["spec"], policy["data"]

    text = overlay.file.read_text()
    kubectl("apply", "--validate=strict", "-f", "-", text=text)
    before = spec()
    kubectl("apply", "--validate=strict", "-f", "-",
            text=text.replace("image: weir:dev", "image: weir:next").replace("usd-per-day: 25", "usd-per-day: 26"))
    changed = spec()
    image = changed[0]["template"]["spec"]["containers"][0]["image"]
    expect(image == "weir:next" and "usd-per-day: 26" in str(changed[1]), f"the change is in: {changed}")
    kubectl("apply", "--validate=strict", "-f", "-", text=text)
    expect(spec() == before, f"as before: {spec()}, not {before}")
    kubectl("delete", "--ignore-not-found", "--wait=false", "-f", "-", text=_without_namespace(overlay))


def _without_namespace(overlay):
    kept = [one for one in overlay.objects if one["kind"] != "Namespace"]
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": kept})


def tool(name):
    """Where a Go program is, once it is built."""
    program = TARGET / "bin" / name
    if not program.exists():
        run("go", "install", TOOLS[name], env={"GOBIN": str(TARGET / "bin"), "GOTOOLCHAIN": "local", "GOFLAGS": ""})
    return program


def scored(overlay):
    done = run(tool("kube-score"), "score", "--kubernetes-version", "v1.34", "--output-format", "ci", overlay.file,
               check=False)
    bad = [line for line in done.stdout.splitlines() if line.startswith(("[CRITICAL]", "[WARNING]"))]
    expect(done.returncode == 0 and not bad, "\n".join([*bad, done.stderr]))


def conforms(overlay):
    """Against JSON schemas made of what the server itself publishes, as their usual place is not to be reached."""
    schemas = TARGET / "schemas"
    if not schemas.exists():
        _write_schemas(schemas)
    spoiled = TARGET / "spoiled.yaml"
    spoiled.write_text(overlay.file.read_text().replace("terminationGracePeriodSeconds", "terminationGraceSeconds"))
    done = _conform(schemas, overlay.file)
    expect(done.returncode == 0, done.stdout + done.stderr)
    expect("terminationGraceSeconds" in _conform(schemas, spoiled).stdout, "an unknown field is found")
    return done.stdout.strip()


def _conform(schemas, file):
    place = f"{schemas}/{{{{.ResourceKind}}}}-{{{{.Group}}}}-{{{{.ResourceAPIVersion}}}}.json"
    return run(tool("kubeconform"), "-summary", "-schema-location", place, file, check=False)


def _write_schemas(schemas):
    schemas.mkdir()
    for path in json.loads(kubectl("get", "--raw", "/openapi/v3").stdout)["paths"]:
        document = json.loads(kubectl("get", "--raw", f"/openapi/v3/{path}").stdout)
        components = document.get("components", {})
        _close(components)
        for name, schema in components.get("schemas", {}).items():
            for kind in schema.get("x-kubernetes-group-version-kind", []):
                group = kind["group"] or kind["version"]  # as kubeconform names the core group
                file = schemas / f"{kind['kind'].lower()}-{group}-{kind['version']}.json"
                file.write_text(json.dumps({"$ref": f"#/components/schemas/{name}", "components": components}))


def _close(schema):
    """Lets no object have fields that its schema does not name."""
    if isinstance(schema, dict):
        if "properties" in schema and "x-kubernetes-preserve-unknown-fields" not in schema:
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            _close(part)


def main():
    if shutil.which("kubectl") is None or "KUBECONFIG" not in os.environ:
        print("needs kubectl and KUBECONFIG")
        return 1
    shutil.rmtree(TARGET / "schemas", ignore_errors=True)
    TARGET.mkdir(parents=True, exist_ok=True)
    overlays = {name: Overlay(name) for name in ("dev", "prod")}
    kubectl("apply", "-f", ROOT / "k8s/overlays/dev/namespace.yaml")
    checks = [keeps_its_promises, accepted_by_the_server]
    if shutil.which("go"):
        checks += [scored, conforms]
    good = True
    for check, overlay in [(check, one) for one in overlays.values() for check in checks] + [
            (applied_changed_and_rolled_back, overlays["dev"])]:
        good &= _report(check, overlay)
    return 0 if good else 1


def _report(check, overlay):
    started = time.monotonic()
    name = f"{overlay.name} {check.__name__.replace('_', ' ')}"
    try:
        remark = check(overlay) or ""
    except Failure as failure:
        print(f"FAIL {name}: {failure}", flush=True)
        return False
    print(f"ok   {name} ({time.monotonic() - started:.1f} s) {remark}", flush=True)
    return True


sys.exit(main())
