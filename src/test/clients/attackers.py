"""The attacks: each takes a target and is at it until a time, within bounds of its own in bytes and connections."""

import concurrent.futures
import contextlib
import gzip
import json
import selectors
import socket
import ssl
import time

import http2

MOST_BYTES = 16 * 1024 * 1024  # that a connection sends
SEND = 64 * 1024
SMALLEST_BUFFER = 4096  # so that what is not read is noticed at once
LARGEST = 32 * 1024 * 1024  # a body may be
LARGE = 31 * 1024 * 1024


def unread_without_a_key(target):
    """Requests that are sent ahead and whose responses nobody reads, over one connection, then over eight."""
    request = b"GET /a HTTP/1.1\r\nhost: x\r\n\r\n"
    middle = (time.monotonic() + target.until) / 2
    _flood(target, [request], middle)
    _flood(target, [request] * 8, target.until)


def unread_own_responses(target):
    """25,000 requests with a key on each of four connections, to each of which Weir itself responds with a 404."""
    _flood(target, [_get("/v1/models/nope", target.key)] * 4, target.until, most=25_000)


def unread_relayed_responses(target):
    """As many relayed responses of 100 KB as the gateway fetches for a client that reads nothing."""
    body = {"model": "claude-sonnet-4-5", "max_tokens": 25_000, "messages": [{"role": "user", "content": "hi"}]}
    request = _post(json.dumps(body).encode(), target.key, "x-simulate: tokens=25000\r\n")
    _flood(target, [request] * 4, target.until, most=2_000)


def heads_of_tiny_headers(target):
    """1,100 heads of headers as short as they get, none of which ends."""
    tiny = b"".join(b"%d:\r\n" % (at % 10) for at in range(8_000))
    _unfinished(target, b"GET /a HTTP/1.1\r\nhost: x\r\n" + tiny)


def heads_of_one_long_header(target):
    """1,100 heads with one header that does not end, each a little shorter than a head may be: 33 MB, not 16."""
    _unfinished(target, b"GET /a HTTP/1.1\r\nhost: x\r\nx-long: " + b"a" * 32_000)


def streams_without_a_window(target):
    """100 streams on each of 30 connections, with a key, to which nothing may be sent."""
    _streams(target, 30, lambda stream: http2.get(stream, "/v1/models/nope", ("x-api-key", target.key)))


def streams_of_large_heads(target):
    """100 heads of 30 KB on each of 40 connections, without a key, to which nothing may be sent."""
    def head(stream):
        return http2.get(stream, "/v1/messages", ("x-large", f"{stream:030000}"))

    _streams(target, 40, head)


def heads_that_go_on(target):
    """A head of HTTP/2 on each of 450 connections that is 39 KB long and does not end: 17 MB, not 16."""
    unfinished = http2.get(1, "/v1/messages", ("x-large", "a" * 46_000))[:39_000]
    with contextlib.ExitStack() as stack:
        connections = []
        for _ in range(450):
            with contextlib.suppress(OSError):
                connections.append(stack.enter_context(http2.connect(target.tls_port)))
                connections[-1].sendall(unfinished)
        target.begin()
        _kept(target, connections, len(unfinished), 14)  # room is taken for whole frames: 12 MB are kept
        _hold(target)


def slow_uploads(target):
    """Four bodies by one key, as large as may be, each sent but for its last byte: two are all the room there is."""
    head = _post_head(LARGEST, target.key)

    def upload():
        with contextlib.suppress(OSError), _connect(target.port) as connection:
            connection.sendall(head + b" " * (LARGEST - 1))
            _hold(target)

    _together([upload] * 4)


def bombs(target):
    """Small bodies that inflate to 31 MB of one text, or to a million entries."""
    requests = [_post(body, target.key, "content-encoding: gzip\r\n") for body in _bombs()]
    target.begin()

    def throw(request):
        while time.monotonic() < target.until:
            with contextlib.suppress(OSError), _connect(target.port) as connection:
                connection.sendall(request)
                target.status(connection.recv(64).split(b" ")[1:2])

    _together([lambda request=request: throw(request) for request in requests * 2])


def _bombs():
    message = '{"model":"claude-sonnet-4-5","max_tokens":8,"messages":[{"role":"user","content":"hi"}]'
    texts = [
        message + ',"metadata":{"user_id":"€' + "a" * LARGE + '"}}',
        message.replace("sonnet-4-5", "a" * LARGE) + "}",
        message + ',"fallbacks":[' + ",".join(['{"model":"a"}'] * 1_500_000) + "]}",
    ]
    return [gzip.compress(text.encode()) for text in texts]


def open_streams_of_large_bodies(target):
    """Six streams that stay open, one begun after the other, whose requests had bodies of 31 MB: 186 MB."""
    start = b'{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"'
    body = start + b"a" * (LARGE - len(start) - 4) + b'"}]}'
    request = _post(body, target.key, "x-simulate: silence-after=3\r\n")
    with contextlib.ExitStack() as stack:
        for _ in range(6):
            connection = stack.enter_context(_connect(target.port))
            with contextlib.suppress(OSError):
                connection.sendall(request)
                target.status(connection.recv(64).split(b" ")[1:2])
        _hold(target)


def _get(path, key):
    return f"GET {path} HTTP/1.1\r\nhost: x\r\nx-api-key: {key}\r\n\r\n".encode()


def _post(body, key, headers=""):
    return _post_head(len(body), key, headers) + body


def _post_head(length, key, headers=""):
    return (
        f"POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: {key}\r\nanthropic-version: 2023-06-01\r\n"
        f"content-type: application/json\r\n{headers}content-length: {length}\r\n\r\n"
    ).encode()


def _connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def _deaf(port):
    """A connection that reads nothing and takes as little as it can."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_BUFFER)
    connection.settimeout(10)
    connection.connect(("127.0.0.1", port))
    return connection


def _flood(target, requests, until, most=None):
    """Sends a request again and again on a connection each, as fast as it is taken."""
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
        for request in requests:
            connection = stack.enter_context(_deaf(target.port))
            connection.setblocking(False)
            bytes_in_all = min(len(request) * (most or MOST_BYTES), MOST_BYTES)
            whole = request * (SEND // len(request) + 1)
            selector.register(connection, selectors.EVENT_WRITE, [whole, bytes_in_all])
        while time.monotonic() < until:
            for key, _ in selector.select(0.1) if selector.get_map() else ():
                if not _sends_on(key.fileobj, key.data):
                    selector.unregister(key.fileobj)
            if not selector.get_map():
                time.sleep(0.1)


def _sends_on(connection, state):
    """Sends what the machine takes, from where the request was left; whether there is more to send."""
    whole, left = state
    try:
        sent = connection.send(whole)
    except BlockingIOError:
        return True
    except OSError:
        return False
    state[0] = whole[sent:] + whole[:sent]
    state[1] = left - sent
    return state[1] > 0


def _unfinished(target, head):
    with contextlib.ExitStack() as stack:
        connections = []
        for _ in range(1_100):
            with contextlib.suppress(OSError):
                connections.append(stack.enter_context(_connect(target.port)))
                connections[-1].sendall(head)
            time.sleep(0.002)  # so that the queue of new connections has room for the second client
        target.begin()
        _kept(target, connections, len(head), 22)  # a sixteenth of the heap, and 4 KB for each connection
        _hold(target)


def _kept(target, connections, size, most):
    """Notes how many MB of heads the gateway keeps, those of the connections that it has not closed, and may keep."""
    time.sleep(0.5)  # until it has read them all
    target.kept, target.may_keep = size * sum(map(_is_open, connections)) >> 20, most


def _is_open(connection):
    connection.setblocking(False)
    try:
        while connection.recv(SEND):
            pass
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:
        pass
    return False


def _streams(target, connections, request):
    frames = b"".join(request(1 + 2 * at) for at in range(http2.STREAMS))
    with contextlib.ExitStack() as stack:
        for _ in range(connections):
            with contextlib.suppress(OSError):
                stack.enter_context(http2.connect(target.tls_port)).sendall(frames)
        target.begin()
        _hold(target)


def _hold(target):
    time.sleep(max(0, target.until - time.monotonic()))


def _together(tasks):
    with concurrent.futures.ThreadPoolExecutor(len(tasks)) as pool:
        for done in [pool.submit(task) for task in tasks]:
            done.result()


ATTACKS = [
    unread_without_a_key,
    heads_of_tiny_headers,
    heads_of_one_long_header,
    heads_that_go_on,
    streams_of_large_heads,
    unread_own_responses,
    unread_relayed_responses,
    streams_without_a_window,
    slow_uploads,
    bombs,
    open_streams_of_large_bodies,
]
