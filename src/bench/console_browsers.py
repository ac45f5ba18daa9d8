"""What a request costs the gateway while the console is open in browsers, beside the same without."""

import json
import os
import statistics
import subprocess
import time

import browsers
import console_stage

CONNECTIONS = 16
IDLE_SECONDS = 10


def measure(stage, options):
    """Prints a row for each round and the medians; returns whether the difference is within the noise."""
    browsers.install()
    warm_up(stage, options.warm_up)
    idle = [idle_millis(stage, options.browsers, is_open) for is_open in (False, True)]
    print("| round | without, µs | with, µs | difference | req/s without | with | live events |")
    print("|--:|--:|--:|--:|--:|--:|--:|", flush=True)
    rounds = []
    for number in range(1, options.rounds + 1):
        order = (False, True) if number % 2 else (True, False)
        seen = {is_open: one(stage, options, is_open) for is_open in order}
        (without, rate, _), (with_open, rate_open, events) = seen[False], seen[True]
        rounds.append((without, with_open))
        print(f"| {number} | {without:.1f} | {with_open:.1f} | {with_open - without:+.1f} | {rate:,.0f} | "
              f"{rate_open:,.0f} | {events} |", flush=True)
    return verdict(rounds, idle, options)


def verdict(rounds, idle, options):
    """Whether the median difference is no more than what the rounds without browsers differ by."""
    without, with_open = zip(*rounds)
    difference = statistics.median(after - before for before, after in rounds)
    noise = max(without) - min(without)
    median = statistics.median(without)
    print(f"\nMedian {median:.1f} µs without and {statistics.median(with_open):.1f} µs with {options.browsers} "
          f"browsers; median of the differences {difference:+.1f} µs ({100 * difference / median:+.1f} %). Without "
          f"browsers the rounds differ by {noise:.1f} µs.")
    print(f"An idle gateway uses {idle[0]:.1f} ms of CPU a second without and {idle[1]:.1f} ms with "
          f"{options.browsers} browsers.")
    is_within = abs(difference) <= noise
    print(f"The difference is {'within' if is_within else 'beyond'} the noise.")
    return is_within


def warm_up(stage, requests):
    """Sends at least so many requests."""
    sent = 0
    while sent < requests:
        sent += console_stage.requests_of(stage.load(5, CONNECTIONS))


def one(stage, options, is_open):
    """CPU per request in microseconds, requests per second, and the live events of each browser."""
    with Browsers(stage, options.browsers if is_open else 0) as opened:
        before = console_stage.cpu_micros(stage.pid)
        sent = console_stage.requests_of(stage.load(options.seconds, CONNECTIONS))
        used = console_stage.cpu_micros(stage.pid) - before
        events = opened.events()
    if is_open and min(events) < options.seconds / 2:
        raise SystemExit(f"the pages were not live: {events} events in {options.seconds} s")
    return used / sent, sent / options.seconds, " ".join(map(str, events))


def idle_millis(stage, number, is_open):
    """Milliseconds of CPU that the gateway uses in a second without requests."""
    with Browsers(stage, number if is_open else 0) as opened:
        before = console_stage.cpu_micros(stage.pid)
        time.sleep(IDLE_SECONDS)
        used = console_stage.cpu_micros(stage.pid) - before
        opened.events()
    return used / IDLE_SECONDS / 1000


class Browsers:
    """Headless browsers with the page Now open, each a process tree of its own; none for 0."""

    def __init__(self, stage, number):
        self.page, self.number, self.program = f"http://localhost:{stage.gateway.management}/console", number, None

    def __enter__(self):
        if self.number:
            self.program = subprocess.Popen(
                browsers.command("live"), env=os.environ | {"PAGE": self.page, "BROWSERS": str(self.number)},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            if self.program.stdout.readline() != "live\n":
                raise SystemExit("the pages did not become live")
        return self

    def __exit__(self, *_):
        if self.program:
            self.program.stdin.close()
            self.program.wait(60)

    def events(self):
        """Closes them; returns how many live events each has shown."""
        if not self.program:
            return []
        said, _ = self.program.communicate(timeout=60)
        return json.loads(said)
