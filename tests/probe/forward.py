"""A forward proxy on loopback: it connects for whoever asks, or does what proxies do instead."""

import base64
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.probe.servers import Handler, Peer, answer


@dataclass
class Forward:
    """`hosts` are the names that only it knows; `pair` is the `user:password` that it wants."""

    hosts: dict[str, str] = field(default_factory=dict)
    pair: str | None = None

    def __call__(self, peer: Peer) -> None:
        request = peer.read_request()
        method, what, _ = request.split(b" ", 2)
        if not self._lets_in(request):
            peer.send(answer(b"", "407 Proxy Authentication Required", "Proxy-Authenticate: Basic"))
        elif method == b"CONNECT":
            self._tunnel(peer, what.decode())
        else:
            self._forward(peer, request, what.decode())

    def _lets_in(self, request: bytes) -> bool:
        if self.pair is None:
            return True
        wanted = b"Proxy-Authorization: Basic " + base64.b64encode(self.pair.encode())
        return b"\r\n" + wanted + b"\r\n" in request

    def _dial(self, place: str) -> socket.socket:
        host, _, port = place.rpartition(":")
        return socket.create_connection((self.hosts.get(host, host), int(port)), 5)

    def _tunnel(self, peer: Peer, place: str) -> None:
        try:
            there = self._dial(place)
        except OSError:
            peer.send(answer(b"<h1>no</h1>", "503 Service Unavailable"))
            return
        peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with there:
            back = threading.Thread(target=_pump, args=(there, peer.sock), daemon=True)
            back.start()
            _pump(peer.sock, there)
            back.join(5)

    def _forward(self, peer: Peer, request: bytes, url: str) -> None:
        parts = urlsplit(url)
        line, _, rest = request.partition(b"\r\n")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with self._dial(f"{parts.hostname}:{parts.port or 80}") as there:
            there.sendall(line.replace(url.encode(), path.encode()) + b"\r\n" + rest)
            _pump(there, peer.sock)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on until one side has enough; its end is passed on, too."""
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def saying(status: str) -> Handler:
    """A proxy that refuses."""

    def handle(peer: Peer) -> None:
        peer.read_request()
        peer.send(answer(b"<h1>proxy</h1>", status))

    return handle


def silent(peer: Peer) -> None:
    """A proxy that takes the question and never answers."""
    peer.read_request()
    peer.hang()


def gone(peer: Peer) -> None:
    """A proxy that hangs up."""
    peer.read_request()


def no_proxy(peer: Peer) -> None:
    """Something that does not speak HTTP."""
    peer.read_request()
    peer.send(b"SSH-2.0-OpenSSH_9.6\r\n")
