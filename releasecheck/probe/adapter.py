"""The requests adapter that speaks over one socket of ours: no pool, no proxy, no retry, no redirect."""

import http.client
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.connection import HTTPConnection

from releasecheck.probe.errors import HopError, Phase
from releasecheck.probe.reasons import Reason
from releasecheck.probe.stream import BoundedSocket
from releasecheck.probe.trace import Trace


class FinalResponse(http.client.HTTPResponse):
    """Passes over every interim answer (102, 103 and their like), as http.client does over 100 alone."""

    def begin(self) -> None:
        """Read up to the headers of the final answer; 101 is one."""
        super().begin()
        while 100 < self.status < 200 and self.status != http.client.SWITCHING_PROTOCOLS:
            self.headers = None  # type: ignore[assignment] # makes the next call read on
            super().begin()


class SocketAdapter(BaseAdapter):
    """Sends one request over the socket it was given; the caller has resolved, vetted and secured it."""

    def __init__(self, sock: BoundedSocket, trace: Trace) -> None:
        super().__init__()
        self._sock = sock
        self._trace = trace

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """The response, its body unread; raises `HopError`. A session's options mean nothing here."""
        connection = HTTPConnection("unused")  # Host is a header of the request
        connection.sock = self._sock
        connection.response_class = FinalResponse
        with self._trace.phase(Phase.SEND):
            connection.request(
                request.method or "GET", request.path_url, headers=request.headers, preload_content=False
            )
        with self._trace.phase(Phase.WAIT):
            raw = connection.getresponse()
            self._check_headers(raw.headers)
        self._sock.in_headers = False
        self._trace.status = raw.status
        return HTTPAdapter().build_response(request, raw)

    def _check_headers(self, headers: Mapping[str, str]) -> None:
        """http.client takes the end of the stream for the end of the headers, and a wrong length for none."""
        if self._sock.ended:
            raise HopError(Reason.RESET, "closed in the middle of the headers")
        length = headers.get("Content-Length", "0")
        if "Transfer-Encoding" not in headers and not (length.isascii() and length.strip().isdecimal()):
            raise HopError(Reason.PROTOCOL_ERROR, "the Content-Length is no number")

    def close(self) -> None:
        """Who opened the socket closes it."""
