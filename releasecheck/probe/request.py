"""The requests that are sent to a deployment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import requests

from releasecheck.probe.credentials import Credentials
from releasecheck.probe.errors import HopError
from releasecheck.probe.reasons import Reason
from releasecheck.version import version

USER_AGENT = f"releasecheck/{version()} (+probe)"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "application/health+json, application/json;q=0.9, */*;q=0.1",
    "Accept-Encoding": "identity",
    "Cache-Control": "no-cache",
    "Connection": "close",
}


@dataclass(frozen=True)
class Question:
    """What is asked at a URL: never anything that could change it; `headers` win over the usual ones."""

    method: Literal["GET", "HEAD", "OPTIONS"] = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)


PROBE = Question()


def request_for(url: str, credentials: Credentials, question: Question = PROBE) -> requests.PreparedRequest:
    """Prepared without a session, so that no .netrc, proxy or cookie can join; raises `HopError`."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    bare = parts._replace(netloc=host, fragment="").geturl()
    try:
        headers = {**_HEADERS, **question.headers, **credentials.headers()}
        request = requests.Request(question.method, bare, headers=headers).prepare()
    except ValueError:
        raise HopError(
            Reason.REDIRECT_UNEXPECTED, "the answer redirects to something that is no URL"
        ) from None
    request.headers["Host"] = urlsplit(request.url or bare).netloc
    return request
