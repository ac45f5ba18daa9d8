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

    authentication and too_large are the SDK's classes for an early 401 and 413.
    """

    name: str
    install: object
    command: list
    authentication: str
    too_large: str
    modes: tuple = ("cases", "refusals")
    flavours: tuple = ((),)


def python(line, too_large, modes):
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
    return Client(
        f"python-{line}", install, command, "AuthenticationError", too_large, modes, flavours=((), ("async",))
    )


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
    python("2", "ContentTooLargeError", ("cases", "cuts", "refusals")),
    python("1", "RequestTooLargeError", ("cases", "cuts", "refusals")),
    python("0", "RequestTooLargeError", ("cases", "refusals")),
]
