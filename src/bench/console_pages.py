"""How long each page of the console takes, with many users in Redis and in the meters."""

import concurrent.futures
import http.client
import json
import statistics
import time
import urllib.parse

import console_stage

MOST_MILLIS = 200
WARM_UP = 20  # fetches of each page that do not count, but for the first
FILLERS = 4
CONNECTIONS = 16
HEADERS = {"anthropic-version": "2023-06-01", "content-type": "application/json"}


def measure(stage, options):
    """Prints the table; returns whether no page took longer than it may."""
    fill(stage)
    keys = stage.keys_in_redis()
    if keys < stage.users:
        raise SystemExit(f"{keys} keys in Redis (expected: one or more for each of {stage.users} users)")
    meters = get(stage, "/q/metrics")
    print(f"{stage.users:,} users of {stage.teams} teams, {keys:,} keys in Redis, {meters.count('weir_'):,} lines of "
          f"metrics; {options.fetches} fetches of each page.\n")
    paths = views(stage)
    first = {path: fetch(stage, path) for path in paths}
    for path in paths:
        rounds(stage, path, WARM_UP)
    without = {path: rounds(stage, path, options.fetches) for path in paths}
    with_load, sent = under_load(stage, paths, options)
    print("| page | KB | first, ms | median | p99 | max | under load: median | p99 | max |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for path in paths:
        millis, size = first[path]
        print(f"| {shown(path)} | {size / 1000:.0f} | {millis:.0f} | {row(without[path])} | {row(with_load[path])} |")
    print(f"\nThe load: {sent:.0f} requests per second.")
    slow = [path for path in paths if max(p99(without[path]), p99(with_load[path])) > MOST_MILLIS]
    print(f"Slower than {MOST_MILLIS} ms at p99: {', '.join(map(shown, slow)) or 'none'}.")
    return not slow


def under_load(stage, paths, options):
    """The times of each page during a load, and its requests per second."""
    times = {}
    sent = began = 0
    for path in paths:  # a load for each page, so that it lasts as long as that page's fetches
        load = stage.load(3600, CONNECTIONS, delay=round(1000 * CONNECTIONS / options.rate), first=len(times) * 997)
        start = time.monotonic()
        shown_now = newest(stage) if path.startswith("/console/exchanges/") else path  # the load replaces old ones
        rounds(stage, shown_now, WARM_UP)
        times[path] = rounds(stage, shown_now, options.fetches)
        load.send_signal(2)  # wrk then prints what it has
        sent += console_stage.requests_of(load)
        began += time.monotonic() - start
    return times, sent / began


def fill(stage):
    """Sends a request of each user, one after the other on each of a few connections."""
    def part(first):
        connection = http.client.HTTPConnection("127.0.0.1", stage.gateway.port, timeout=60)
        for user in range(first, stage.users, FILLERS):
            key = console_stage.key_of(console_stage.team_of(user, stage.teams))
            body = console_stage.BODY % (console_stage.MODELS[user % len(console_stage.MODELS)], user)
            connection.request("POST", "/v1/messages", body, HEADERS | {"x-api-key": key})
            response = connection.getresponse()
            said = response.read()
            if response.status != 200:
                raise SystemExit(f"status {response.status}: {said.decode()}")

    with concurrent.futures.ThreadPoolExecutor(FILLERS) as pool:
        list(pool.map(part, range(FILLERS)))


def views(stage):
    """The path of each view, the heaviest of its kind: the largest team, a user of it, an exchange."""
    team = "/console/teams/team-0000"
    connection = http.client.HTTPConnection("localhost", stage.gateway.management, timeout=60)
    connection.request(
        "POST", f"{team}/users", urllib.parse.urlencode({"id": "user-00002"}),
        {"content-type": "application/x-www-form-urlencoded"})
    user = connection.getresponse().headers["location"]
    return [
        "/console", "/console/teams", team, user, "/console/upstreams", "/console/models", "/console/exchanges",
        "/console/exchanges?team=team-0000&outcome=completed&status=2xx", newest(stage),
        "/console/configuration", "/console/replica", "/console/history.json?after=0",
    ]


def newest(stage):
    """The page of the newest exchange."""
    exchanges = get(stage, "/console/exchanges")
    return "/console/exchanges/" + exchanges.partition('data-request="')[2].partition('"')[0]


def rounds(stage, path, number):
    """The times of a page, in milliseconds."""
    return [fetch(stage, path)[0] for _ in range(number)]


def fetch(stage, path):
    """Milliseconds and bytes of a page, over a connection of its own."""
    began = time.monotonic()
    text = get(stage, path)
    return (time.monotonic() - began) * 1000, len(text.encode())


def get(stage, path):
    """The text of a page on the management port."""
    connection = http.client.HTTPConnection("localhost", stage.gateway.management, timeout=60)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        text = response.read().decode()
        if response.status != 200:
            raise SystemExit(f"{path}: status {response.status}: {text}")
        return text
    finally:
        connection.close()


def p99(times):
    """The time that 99 % do not exceed."""
    return statistics.quantiles(times, n=100, method="inclusive")[98]


def row(times):
    """Median, p99 and maximum as cells."""
    return f"{statistics.median(times):.1f} | {p99(times):.1f} | {max(times):.1f}"


def shown(path):
    """A path with its ids shortened."""
    head, _, last = path.removeprefix("/console").rpartition("/")
    return (head + "/" + (f"{last[:6]}…" if len(last) > 30 and "?" not in last else last)) or "/"
