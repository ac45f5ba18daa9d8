"""A Chromium, and the programs that drive it: installed below target/browser, run with Node."""

import os
import shutil
import subprocess

import catalogue

DIRECTORY = catalogue.TARGET / "browser"


def find_chromium():
    """The path of a Chromium, or nothing."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def install():
    """Installs what the lock file names, and copies the programs beside it, where Node looks for it."""
    chromium = find_chromium()
    if not chromium:
        raise SystemExit("no Chromium here: install it, or name it in CHROMIUM")
    os.environ["CHROMIUM"] = chromium
    catalogue.npm_install(catalogue.HERE / "browser", DIRECTORY, "--ignore-scripts")
    for program in (catalogue.HERE / "browser").glob("*.mjs"):
        shutil.copy(program, DIRECTORY)


def command(program):
    """The words that start a program."""
    return ["node", DIRECTORY / f"{program}.mjs"]


def run(program, **variables):
    """Whether a program found nothing."""
    print(f"== {program}", flush=True)
    done = subprocess.run(
        command(program), env=os.environ | variables, stdin=subprocess.DEVNULL, timeout=600, check=False)
    return done.returncode == 0
