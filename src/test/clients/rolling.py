"""Two gateways behind HAProxy are restarted one after the other while streams run: each ends as a stream must."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import shutil
import subprocess
import threading
import time

import servers
from limited import wait_for

STREAMS = 200  # at any time
RESTARTS = int(os.environ.get("RESTARTS", "3"))
DRAIN = {"WEIR_DRAIN_DELAY": "4s", "WEIR_DRAIN_TIMEOUT": "1s"}  # shorter than most of the streams that run
HAPROXY = """\
defaults
    mode http
    timeout connect 5s
    timeout check 10s
    timeout http-request 10s
    timeout http-keep-alive 60s
    timeout client 650s
    timeout server 650s
    retries 0
    option abortonclose
listen weir
    bind 127.0.0.1:{port}
    http-reuse safe
    option httpchk GET /q/health/ready
    default-server check inter 200ms fall 1 rise 1
    server weir1 127.0.0.1:{first[port]} port {first[management]}
    server weir2 127.0.0.1:{second[port]} port {second[management]}
"""
BODY = json.dumps({
    "model": "claude-sonnet-4-6", "max_tokens": 1000, "stream": True,
    "messages": [{"role": "user", "content": "Hello"}],
}).encode()
HEADERS = {
    "x-api-key": servers.KEY, "anthropic-version": "2023-06-01", "content-type": "application/json",
    "x-simulate": "tokens=300;event-delay=100ms",
}


def check(ways):
    """What was seen, and the faults."""
    home = ways.home / "rolling"
    home.mkdir()
    with contextlib.ExitStack() as stack:
        gateways = [servers.Gateway(home, ways.simulator, variables=DRAIN) for _ in range(2)]
        for gateway in gateways:
            stack.callback(gateway.stop)
            gateway.start()
        return restart_behind_haproxy(home, gateways)


def restart_behind_haproxy(home, gateways):
    """What was seen of two gateways that run, and the faults; a gateway has two ports and can be restarted."""
    program = shutil.which("haproxy", path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
    if program is None:
        return "skipped, as there is no haproxy", []
    port = servers.free_port()
    config = home / "haproxy.cfg"
    config.write_text(HAPROXY.format(port=port, first=vars(gateways[0]), second=vars(gateways[1])))
    proxy = subprocess.Popen([program, "-db", "-f", config], stdin=subprocess.DEVNULL)
    try:
        wait_for("both are up", lambda: _is_up(port))
        return _restart_under_load(gateways, port)
    finally:
        servers.stop(proxy)


def _restart_under_load(gateways, port):
    over, ends, opened = threading.Event(), [], threading.Semaphore(0)
    with concurrent.futures.ThreadPoolExecutor(STREAMS) as pool:
        try:
            loads = [pool.submit(_stream_after_stream, port, over, ends, opened) for _ in range(STREAMS)]
            for _ in range(STREAMS):
                opened.acquire(timeout=60)
            for at in range(RESTARTS):
                gateways[at % 2].restart()
                time.sleep(1)  # five checks of HAProxy
        finally:
            over.set()
        for load in loads:
            load.result()
    seen = {end: ends.count(end) for end in sorted(set(ends))}
    bad = {end: count for end, count in seen.items() if end not in ("message_stop", "error", "529")}
    faults = [f"{count} streams ended with: {end}" for end, count in bad.items()]
    if not seen.get("error"):
        faults.append("no stream was interrupted: they are too short")
    return f"{RESTARTS} restarts under {STREAMS} streams: {seen}", faults


def _stream_after_stream(port, over, ends, opened):
    first = True
    while not over.is_set():
        end = _stream(port)
        ends.append(end)
        if first:
            opened.release()
            first = False
        if end.isdigit():  # a rejection; SDKs wait as well
            time.sleep(0.2)


def _stream(port):
    """How one stream ended: its last event, or the status, or what broke."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    last = "nothing"
    try:
        connection.request("POST", "/v1/messages", BODY, HEADERS)
        response = connection.getresponse()
        if response.status != 200:
            response.read()
            return str(response.status)
        while line := response.readline():
            if line.startswith(b"event: "):
                last = line.removeprefix(b"event: ").decode().strip()
        return last
    except (OSError, http.client.HTTPException) as failure:
        return last if last == "error" else f"{type(failure).__name__} after {last}"
    finally:
        connection.close()


def _is_up(port):
    try:
        return _stream_status(port) == 200
    except OSError:
        return False


def _stream_status(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().status
    finally:
        connection.close()
