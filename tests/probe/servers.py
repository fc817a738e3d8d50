"""Servers on loopback that answer as they are told, well or badly."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Handler = Callable[["Peer"], None]


@dataclass
class Peer:
    """One accepted connection, and a way to wait that ends with the test."""

    sock: socket.socket
    stopped: threading.Event
    requests: list[bytes]
    path: str = ""

    def read_request(self) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = self.sock.recv(4096)
            if not chunk:
                break
            data += chunk
        self.path = data.split(b" ")[1].decode() if data.count(b" ") > 1 else ""
        self.requests.append(data)
        return data

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def drip(self, data: bytes) -> None:
        for byte in data:
            if self.stopped.wait(0.02):
                return
            self.sock.sendall(bytes([byte]))

    def hang(self) -> None:
        self.stopped.wait(20)

    def reset(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


@dataclass
class Server:
    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/health"

    @property
    def tls_url(self) -> str:
        return f"https://localhost:{self.port}/health"


def answer(body: bytes = b"ok", status: str = "200 OK", *headers: str) -> bytes:
    """A whole response."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def answering(response: bytes) -> Handler:
    """A handler that reads the request and sends that."""

    def handle(peer: Peer) -> None:
        peer.read_request()
        peer.send(response)

    return handle


@contextmanager
def serving(
    handler: Handler, context: ssl.SSLContext | None = None, family: int = socket.AF_INET, port: int = 0
) -> Iterator[Server]:
    """The handler on a free port, a thread for each connection; all of it gone afterwards."""
    stopped = threading.Event()
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", port))
    listener.listen()
    server = Server(listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def one(sock: socket.socket) -> None:
        # What the client does to the connection is the client's test, not the server's.
        with suppress(OSError, ValueError), sock:
            secured = context.wrap_socket(sock, server_side=True) if context else sock
            with secured:
                handler(Peer(secured, stopped, server.requests))

    def accept() -> None:
        with suppress(OSError):
            while True:
                sock, _ = listener.accept()
                sock.settimeout(20)
                threads.append(threading.Thread(target=one, args=(sock,), daemon=True))
                threads[-1].start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield server
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in [acceptor, *threads]:
            thread.join(5)


@contextmanager
def black_hole(family: int = socket.AF_INET, port: int = 0) -> Iterator[int]:
    """A port whose backlog is full: connections to it hang, as behind a firewall that drops."""
    host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
    listener = socket.socket(family)
    listener.bind((host, port))
    listener.listen(0)
    address = listener.getsockname()[:2]
    fillers = []
    until = time.monotonic() + 5
    while time.monotonic() < until:
        filler = socket.socket(family)
        filler.settimeout(0.1)
        fillers.append(filler)
        try:
            filler.connect(address)
        except TimeoutError:
            break
    try:
        yield address[1]
    finally:
        for sock in [*fillers, listener]:
            sock.close()
