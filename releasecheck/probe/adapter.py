"""The requests adapter that speaks over one socket of ours: no pool, no proxy, no retry, no redirect."""

from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.connection import HTTPConnection

from releasecheck.probe.errors import Phase
from releasecheck.probe.stream import BoundedSocket
from releasecheck.probe.trace import Trace


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
        with self._trace.phase(Phase.SEND):
            connection.request(
                request.method or "GET", request.path_url, headers=request.headers, preload_content=False
            )
        with self._trace.phase(Phase.WAIT):
            raw = connection.getresponse()
        self._sock.in_headers = False
        self._trace.status = raw.status
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        """Who opened the socket closes it."""
