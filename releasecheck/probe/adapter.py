"""The requests adapter that speaks over one socket of ours: no pool, no retry, no redirect."""

import http.client
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.connection import HTTPConnection

from releasecheck.probe.errors import HopError, Phase
from releasecheck.probe.reasons import Reason
from releasecheck.probe.stream import BoundedSocket
from releasecheck.probe.trace import Trace

_NO_HEADER = (MissingHeaderBodySeparatorDefect, FirstHeaderLineIsContinuationDefect)


class FinalResponse(http.client.HTTPResponse):
    """Reads on over every interim answer (102, 103 and their like); takes no broken headers for whole ones.

    http.client passes over 100 alone, ends the headers where the stream ends or a line is no header, and
    takes a length that is no number for none. Raises `HopError`.
    """

    def __init__(self, sock: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self._source: BoundedSocket = sock

    def begin(self) -> None:
        """Read up to the end of the final answer's headers; 101 is one."""
        self._begin()
        while 100 < self.status < 200 and self.status != http.client.SWITCHING_PROTOCOLS:
            self.headers = None  # type: ignore[assignment] # makes the next call read on
            self._begin()

    def _begin(self) -> None:
        super().begin()
        if self._source.ended:
            raise HopError(Reason.RESET, "closed in the middle of the headers")
        if any(isinstance(defect, _NO_HEADER) for defect in self.headers.defects):
            raise HopError(Reason.PROTOCOL_ERROR, "a line among the headers is none")
        if not self.chunked and not _is_length(self.headers.get("Content-Length", "0")):
            raise HopError(Reason.PROTOCOL_ERROR, "the Content-Length is no number")


def _is_length(text: str) -> bool:
    """Whether it may be one; urllib3 judges several, with commas between them."""
    return text.isascii() and text.replace(",", "").replace(" ", "").isdecimal()


class SocketAdapter(BaseAdapter):
    """Sends one request over the socket it was given; the caller has resolved, vetted and secured it."""

    def __init__(self, sock: BoundedSocket, trace: Trace, *, to_proxy: bool = False) -> None:
        super().__init__()
        self._sock = sock
        self._trace = trace
        self._to_proxy = to_proxy

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """The response, its body unread; raises `HopError`. A session's options mean nothing here."""
        connection = HTTPConnection("unused")  # Host is a header of the request
        connection.sock = self._sock
        connection.response_class = FinalResponse
        what = (request.url or "") if self._to_proxy else request.path_url
        with self._trace.phase(Phase.SEND):
            connection.request(request.method or "GET", what, headers=request.headers, preload_content=False)
        with self._trace.phase(Phase.WAIT):
            raw = connection.getresponse()
        self._sock.in_headers = False
        self._trace.status = raw.status
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        """Who opened the socket closes it."""
