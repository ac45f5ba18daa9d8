"""The clients, and how each is installed below target/clients: one entry here and one program add another."""

import dataclasses
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
TARGET = HERE.parents[2] / "target/clients"


@dataclasses.dataclass(frozen=True)
class Client:
    """A program that is called as `command mode [flavour]` and prints one JSON line for each case.

    authentication, too_large, rate_limit and forbidden are the SDK's classes for 401, 413, 429 and 403.
    """

    name: str
    install: object
    command: list
    authentication: str
    too_large: str
    modes: tuple = ("cases", "cuts", "rejections", "quotas")
    flavours: tuple = ((),)
    rate_limit: str = "RateLimitError"
    forbidden: str = "PermissionDeniedError"


def python(line, too_large, *modes):
    """A line of the Python SDK in an environment of its own, sync and async."""
    directory = TARGET / f"python-{line}"
    executable = directory / "bin/python"
    requirements = HERE / f"python/requirements-{line}.txt"

    def install():
        if not _is_fresh(directory, requirements):
            _run(sys.executable, "-m", "venv", "--clear", directory)
            _run(executable, "-m", "pip", "install", "--quiet", "--no-deps", "-r", requirements)
            _mark(directory, requirements)

    command = [executable, HERE / "python/client.py"]
    both = ((), ("async",))
    return Client(f"python-{line}", install, command, "AuthenticationError", too_large, *modes, flavours=both)


def typescript(line, too_large):
    """A line of the TypeScript SDK; the program is copied beside its packages, where Node looks for them."""
    directory = TARGET / f"typescript-{line}"
    packages = HERE / f"typescript/sdk-{line}"
    program = HERE / "typescript/client.mjs"

    def install():
        npm_install(packages, directory)
        shutil.copy(program, directory)

    command = ["node", directory / program.name]
    return Client(f"typescript-{line}", install, command, "AuthenticationError", too_large)


def go(line):
    """A line of the Go SDK, which has one class of errors: the program adds the status."""
    directory = TARGET / f"go-{line}"
    modules = HERE / f"go/sdk-{line}"

    def install():
        shutil.copytree(modules, directory, dirs_exist_ok=True)
        for source in HERE.glob("go/*.go"):
            text = source.read_text()
            (directory / source.name).write_text(text if line == "2" else text.replace("-sdk-go/v2", "-sdk-go"))
        _run("go", "build", "-o", "client", ".", directory=directory)

    return Client(
        f"go-{line}", install, [directory / "client"], "Error 401", "Error 413",
        rate_limit="Error 429", forbidden="Error 403",
    )


def npm_install(packages, directory, *options):
    """Installs exactly what a lock file names."""
    sources = [packages / "package.json", packages / "package-lock.json"]
    if not _is_fresh(directory, *sources):
        shutil.rmtree(directory, ignore_errors=True)
        shutil.copytree(packages, directory)
        _run("npm", "ci", "--silent", "--no-audit", "--no-fund", *options, directory=directory)
        _mark(directory, *sources)


def _is_fresh(directory, *sources):
    mark = directory / ".installed-from"
    return mark.exists() and mark.read_bytes() == _content(sources)


def _mark(directory, *sources):
    (directory / ".installed-from").write_bytes(_content(sources))


def _content(sources):
    return b"".join(source.read_bytes() for source in sources)


def _run(*command, directory=None):
    subprocess.run(command, cwd=directory, check=True, stdin=subprocess.DEVNULL)


CLIENTS = [
    python("2", "ContentTooLargeError"),
    python("1", "RequestTooLargeError"),
    python("0", "RequestTooLargeError", ("cases", "rejections", "quotas")),
    typescript("1", "ContentTooLargeError"),
    typescript("0", "APIError"),
    go("2"),
    go("1"),
]
