"""A wire between a client and the simulator that notes every request, and can spoil the bytes on purpose."""

import contextlib
import dataclasses
import socket
import threading


@dataclasses.dataclass(frozen=True)
class Request:
    """One request as it was on the wire: header names in small letters, in order."""

    method: str
    target: str
    headers: tuple
    body: bytes


class RequestReader:
    """Takes requests out of the bytes of one connection, as far as bodies have a content-length."""

    def __init__(self, note):
        self.note = note
        self.pending = b""

    def feed(self, data):
        self.pending += data
        while (end := self.pending.find(b"\r\n\r\n")) >= 0:
            first, *lines = self.pending[:end].decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in lines)
            headers = tuple((name.lower(), value.strip()) for name, _, value in pairs)
            length = int(dict(headers).get("content-length", "0"))
            if len(self.pending) < end + 4 + length:
                return
            body = self.pending[end + 4 : end + 4 + length]
            self.pending = self.pending[end + 4 + length :]
            method, target, _ = first.split(" ", 2)
            self.note(Request(method, target, headers, body))


class Tap:
    """Listens on a free port of 127.0.0.1 until the process ends.

    spoil_request and spoil_response are pairs (old, new) of equal length that are replaced wherever they pass; before
    is called with each request while its last bytes are still held back.
    """

    def __init__(self, target_port):
        self.requests = []
        self.before = lambda request: None
        self.target = ("127.0.0.1", target_port)
        self.spoil_request = self.spoil_response = (b"", b"")
        self.server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self.server.accept()
            upstream = socket.create_connection(self.target)
            for side in (client, upstream):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            reader = RequestReader(self._note)
            self._start(client, upstream, lambda: self.spoil_request, reader.feed)
            self._start(upstream, client, lambda: self.spoil_response, lambda _: None)

    def _note(self, request):
        self.requests.append(request)
        self.before(request)

    def _start(self, source, sink, spoil, watch):
        threading.Thread(target=_pump, args=(source, sink, spoil, watch), daemon=True).start()


def _pump(source, sink, spoil, watch):
    """Copies until either side ends, then closes both: a cut stays a cut."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            old, new = spoil()
            if old:
                data = data.replace(old, new)
            watch(data)
            sink.sendall(data)
    for side in (source, sink):
        with contextlib.suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)
