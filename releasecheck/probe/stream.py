"""A socket as http.client wants it, on which no read outlives the deadline or the allowance."""

import io
import socket
from dataclasses import dataclass
from typing import Any

from releasecheck.probe.deadline import Deadline
from releasecheck.probe.errors import HopError
from releasecheck.probe.reasons import Reason

HEADER_CAP = 64 * 1024
BODY_CAP = 64 * 1024
_AHEAD = io.DEFAULT_BUFFER_SIZE  # what the buffer may have read of the body with the headers
# A body in chunks of one byte costs six bytes each; more than that is no health answer.
_WIRE_CAP = 8 * BODY_CAP


@dataclass
class BoundedSocket:
    """Each read gets the time that is left, not a time of its own: a drip cannot stretch it."""

    sock: socket.socket
    deadline: Deadline
    bytes_read: int = 0
    in_headers: bool = True
    ended: bool = False  # the other side has said that nothing more will come

    def sendall(self, data: bytes) -> None:
        """Send within the time left."""
        self.sock.settimeout(self.deadline.require())
        self.sock.sendall(data)

    def receive_into(self, buffer: Any) -> int:
        """Read once within the time left and the bytes still allowed."""
        cap = HEADER_CAP + _AHEAD if self.in_headers else HEADER_CAP + _AHEAD + _WIRE_CAP
        if self.bytes_read >= cap:
            raise self._overrun()
        self.sock.settimeout(self.deadline.require())
        count = self.sock.recv_into(buffer)
        self.bytes_read += count
        self.ended = not count
        return count

    def _overrun(self) -> HopError:
        if self.in_headers:
            return HopError(Reason.HEADERS_TOO_LARGE, "more than 64 KiB before the end of the headers")
        return HopError(Reason.BODY_TOO_LARGE, "more framing than body")

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The reading side, as http.client asks for it."""
        return io.BufferedReader(_Reader(self))

    def settimeout(self, _seconds: object) -> None:
        """urllib3 sets its own; the deadline is the only one here."""

    def shutdown(self, how: int) -> None:
        """Hang up."""
        self.sock.shutdown(how)

    def close(self) -> None:
        """http.client lets go before the body is read; who opened the socket closes it."""


class _Reader(io.RawIOBase):  # io.BufferedReader takes nothing else
    def __init__(self, source: BoundedSocket) -> None:
        super().__init__()
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        return self._source.receive_into(buffer)
