"""The one request that a probe sends."""

from urllib.parse import urlsplit

import requests

from releasecheck.probe.credentials import Credentials
from releasecheck.probe.errors import HopError
from releasecheck.probe.reasons import Reason
from releasecheck.version import version

_HEADERS = {
    "User-Agent": f"releasecheck/{version()} (+probe)",
    "Accept": "application/health+json, application/json;q=0.9, */*;q=0.1",
    "Accept-Encoding": "identity",
    "Cache-Control": "no-cache",
    "Connection": "close",
}


def request_for(url: str, credentials: Credentials) -> requests.PreparedRequest:
    """A GET; prepared without a session, so that no .netrc, proxy or cookie can join. Raises `HopError`."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    bare = parts._replace(netloc=host, fragment="").geturl()
    try:
        request = requests.Request("GET", bare, headers={**_HEADERS, **credentials.headers()}).prepare()
    except ValueError:
        raise HopError(
            Reason.REDIRECT_UNEXPECTED, "the answer redirects to something that is no URL"
        ) from None
    request.headers["Host"] = urlsplit(request.url or bare).netloc
    return request
