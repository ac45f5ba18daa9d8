"""More uploads at once than a small heap can hold: what has no room is rejected, and nothing dies."""

import concurrent.futures
import http.client
import json

import servers

UPLOADS = 40
SIZE = 32 * 1024 * 1024
HEAP = "-Xmx512m"
HEADERS = {"x-api-key": servers.KEY, "anthropic-version": "2023-06-01", "content-type": "application/json"}
BEGINNING = b'{"model":"claude-sonnet-4-6","max_tokens":1,"messages":[{"role":"user","content":"'
END = b'"}]}'
LARGE = BEGINNING + b"x" * (SIZE - len(BEGINNING) - len(END)) + END
HELLO = json.dumps(
    {"model": "claude-sonnet-4-6", "max_tokens": 1, "messages": [{"role": "user", "content": "Hello"}]}).encode()


def check(ways):
    """What was seen, and the faults."""
    gateway = servers.Gateway(ways.home / "uploads", ways.simulator, variables={"JAVA_OPTS": HEAP})
    try:
        gateway.start()
        with concurrent.futures.ThreadPoolExecutor(UPLOADS) as pool:
            statuses = list(pool.map(lambda _: _status(gateway.port, LARGE), range(UPLOADS)))
        seen = {status: statuses.count(status) for status in sorted(set(statuses), key=str)}
        faults = [f"{count} uploads got {status}" for status, count in seen.items() if status not in (200, 400, 529)]
        if not seen.get(529):
            faults.append(f"none of {UPLOADS} uploads was rejected: {seen}")
        if (after := _status(gateway.port, HELLO)) != 200:
            faults.append(f"a request after them got {after}")
        return f"{UPLOADS} uploads of 32 MiB with {HEAP}: {seen}", faults
    finally:
        gateway.stop()


def _status(port, body):
    """The status, or what broke."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("POST", "/v1/messages", body, HEADERS)
        response = connection.getresponse()
        response.read()
        return response.status
    except (OSError, http.client.HTTPException) as failure:
        return type(failure).__name__
    finally:
        connection.close()
