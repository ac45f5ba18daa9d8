"""Just enough of HTTP/2 to open streams and read nothing (RFC 9113, RFC 7541 without any compression)."""

import socket
import ssl
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADERS, SETTINGS, CONTINUATION = 1, 4, 9
END_STREAM, END_HEADERS = 1, 4
INITIAL_WINDOW_SIZE = 4
STREAMS = 100  # at the same time, as Weir allows
LARGEST_FRAME = 16_000
CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CONTEXT.check_hostname, CONTEXT.verify_mode = False, ssl.CERT_NONE
CONTEXT.set_alpn_protocols(["h2"])


def connect(port, window=0):
    """A connection over TLS whose streams may be sent `window` bytes each."""
    connection = CONTEXT.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10))
    settings = struct.pack(">HI", INITIAL_WINDOW_SIZE, window)
    connection.sendall(PREFACE + frame(SETTINGS, 0, 0, settings))
    return connection


def frame(kind, flags, stream, payload):
    """The bytes of one frame."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def get(stream, path, *headers):
    """The frames of a request without a body; a header is a name and a value."""
    pseudo = [(":method", "GET"), (":path", path), (":scheme", "https"), (":authority", "gateway.test")]
    block = b"".join(_literal(name, value) for name, value in [*pseudo, *headers])
    pieces = [block[at:at + LARGEST_FRAME] for at in range(0, len(block), LARGEST_FRAME)]
    frames = [frame(HEADERS if at == 0 else CONTINUATION, END_STREAM if at == 0 else 0, stream, piece)
              for at, piece in enumerate(pieces[:-1])]
    last = END_HEADERS | (END_STREAM if len(pieces) == 1 else 0)
    return b"".join([*frames, frame(HEADERS if len(pieces) == 1 else CONTINUATION, last, stream, pieces[-1])])


def _literal(name, value):
    """A header that no table remembers (RFC 7541, 6.2.2)."""
    return b"\0" + _text(name) + _text(value)


def _text(text):
    encoded = text.encode("latin-1")
    if len(encoded) < 127:
        return bytes([len(encoded)]) + encoded
    rest, length = len(encoded) - 127, bytearray([127])
    while rest >= 128:
        length.append(rest % 128 + 128)
        rest //= 128
    length.append(rest)
    return bytes(length) + encoded
