"""The deployed pages, asked politely: a dozen questions, a connection each, within one time limit."""

import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from releasecheck.facts import Absence
from releasecheck.facts.live import Live, Page, Purpose, Sign
from releasecheck.facts.requests import Cookie
from releasecheck.gather.live_plan import FORGED_HOST, Ask, mounted
from releasecheck.gather.plain_http import CLOSED_S, PASSWORD_FORM, alike, most_telling, plain_target
from releasecheck.gather.published import is_published
from releasecheck.probe import Answer, Failure, Question, Target, ask, shown_url
from releasecheck.probe.edge import edge_wrote

LOST = 2  # pages: a proxy that does not pass a path on, or another build, loses more than one
LIMIT_S = 30.0
PAGE_S = 5.0
SHORTEST_S = 0.5
_AS_A_PAGE = {"Accept": "*/*", "Cache-Control": "max-age=0"}
_KEPT = frozenset(
    {
        *("content-type", "location", "allow", "www-authenticate"),
        *("strict-transport-security", "content-security-policy", "x-content-type-options"),
        *("x-frame-options", "referrer-policy", "cross-origin-opener-policy"),
    }
)
_BROKEN: Mapping[Sign, re.Pattern[bytes]] = {
    "traceback": re.compile(rb"Traceback \(most recent call last\)"),
    "debugger": re.compile(rb"<title>[^<]* // Werkzeug Debugger</title>"),
}
_REFLECTED: Mapping[Sign, re.Pattern[bytes]] = {
    "forged host": re.compile(rb"//" + re.escape(FORGED_HOST.encode()) + rb"\b"),
}
_LEAKED: Mapping[Sign, re.Pattern[bytes]] = {
    "dotenv": re.compile(
        rb"\A(?:[ \t]*(?:#[^\n]*)?\r?\n)*+[ \t]*(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*[ \t]*="
    ),
    "git": re.compile(rb"\A(ref: refs/heads/\S+|[0-9a-f]{40})\s*\Z"),
}
_SIGNS: Mapping[Purpose, Mapping[Sign, re.Pattern[bytes]]] = {
    "nowhere": _BROKEN,
    "nowhere-api": _BROKEN,
    "not-allowed": _BROKEN,
    "route": _BROKEN,
    "forged-host": _REFLECTED,
    "dotfile": _LEAKED,
    "plain-http": {"password form": PASSWORD_FORM},
}
_LOADING = rb"<(?:script|img|iframe|form|link|source)\b[^>]*?\b(?:src|action|href)\s*=\s*[\"']?http://"


@dataclass(frozen=True, slots=True)
class Base:
    """A deployment: `target` has the way there (certificates, credentials, place), `url` is its root.

    `http_port` is where it is over plain http, if that is not 80.
    """

    url: str
    target: Target
    http_port: int | None = None


def gather_live(base: Base, asks: Iterable[Ask], left: float) -> Live | Absence:
    """What the deployment answers, in at most `left` seconds."""
    if left < SHORTEST_S:
        return Absence("inconclusive", "no time was left to ask for pages")
    asking = _Asking(base, time.monotonic() + min(LIMIT_S, left))
    for one in asks:
        asking.add(one)
    asking.without_tls()
    return Live(
        url=shown_url(base.url),
        pages=tuple(asking.pages),
        with_credentials=bool(base.target.all_credentials.headers()),
        published_key=asking.published_key,
    )


class _Asking:
    """The questions so far and their answers."""

    def __init__(self, base: Base, ends: float) -> None:
        self._base = base
        self._ends = ends
        self.pages: list[Page] = []
        self.published_key: bool | None = None
        self._lost = 0
        self._answered: list[tuple[Page, Answer]] = []

    def add(self, one: Ask) -> None:
        """Ask, unless the time is over; the first that are lost are asked whether they are there at all."""
        page = self._ask(one)
        if page is None:
            return
        self.pages.append(page)
        if one.known != 404 == page.status and page.purpose in ("route", "not-allowed") and self._lost < LOST:
            self._lost += 1
            self.add(mounted(one))

    def without_tls(self) -> None:
        """Ask for the most telling page over plain http: what one line of a proxy decides, one page shows."""
        root = plain_target(self._base.target, self._base.url, self._base.http_port)
        told, left = most_telling(self._answered), self._ends - time.monotonic()
        if root is None or told is None or left < SHORTEST_S:
            return
        page, secure = told
        there = _below(root, page.path, min(left, CLOSED_S))
        about = replace(page, purpose="plain-http", url=there.shown_url)
        self.pages.append(self._over_http(about, there, secure))

    def _over_http(self, about: Page, target: Target, secure: Answer) -> Page:
        said = ask(target, Question("GET", _AS_A_PAGE))
        if isinstance(said, Failure):
            bare = Page(about.purpose, about.method, about.path, about.url, about.endpoint, about.rule)
            return replace(bare, failed=said.reason.value, ours=said.ours)
        return replace(_told(about, said, self._base.url), alike=alike(said, secure))

    def _ask(self, one: Ask) -> Page | None:
        left = self._ends - time.monotonic()
        if left < SHORTEST_S:
            return None
        target = _target(self._base, one, min(left, PAGE_S))
        said = ask(target, Question(one.method, {**_AS_A_PAGE, **one.headers}))
        about = Page(one.purpose, one.method, one.path, target.shown_url, one.endpoint, one.rule)
        if isinstance(said, Failure):
            return replace(about, failed=said.reason.value, ours=said.ours)
        self._note_key(said)
        page = _told(about, said, self._base.url)
        self._answered.append((page, said))
        return page

    def _note_key(self, answer: Answer) -> None:
        """Offline: whether a signed cookie of the site was made with a published key."""
        values = (header.partition(";")[0].partition("=")[2] for header in answer.values("Set-Cookie"))
        for value in values:
            if self.published_key is None:  # one answer is enough, and takes a second
                self.published_key = is_published(value)


def _told(about: Page, said: Answer, root: str) -> Page:
    """What is kept of an answer."""
    return replace(
        about,
        status=said.status,
        by_edge=edge_wrote(said),
        headers=_headers(said),
        cookies=tuple(_cookies(said)),
        shows=tuple(_signs(about.purpose, said, root)),
        repeated=tuple(_repeated(said)),
        **_content(about, said),
    )


def _content(about: Page, said: Answer) -> dict[str, Any]:
    """What a file is known by; a body that broke off, or is too long to be read, is empty."""
    if about.purpose != "static" or about.method != "GET" or not said.body:
        return {}
    return {"size": len(said.body), "digest": hashlib.sha256(said.body).hexdigest()}


def _target(base: Base, one: Ask, seconds: float) -> Target:
    return _below(replace(base.target, url=base.url, debugger=False), one.path, seconds)


def _below(root: Target, path: str, seconds: float) -> Target:
    return replace(root, url=root.url.rstrip("/") + path, deadline=min(root.deadline, seconds))


def _headers(answer: Answer) -> dict[str, str]:
    told: dict[str, str] = {}
    for name, value in answer.headers:
        key = name.lower()
        if key in _KEPT:
            shown = shown_url(value) if key == "location" else value
            told[key] = f"{told[key]}, {shown}" if key in told else shown
    return told


def _cookies(answer: Answer) -> Iterator[Cookie]:
    for header in answer.values("Set-Cookie"):
        pair, *rest = header.split(";")
        flags = {key.strip().lower(): value.strip() for key, _, value in (one.partition("=") for one in rest)}
        name, _, value = pair.partition("=")
        yield Cookie(
            name.strip(),
            "secure" in flags,
            "httponly" in flags,
            flags.get("samesite"),
            deleted=not value.strip().strip('"'),
            domain=flags.get("domain"),
            path=flags.get("path"),
        )


def _repeated(answer: Answer) -> Iterator[str]:
    """The headers of which only one can count, and which are there with several values."""
    for name in sorted(_KEPT & {key.lower() for key, _ in answer.headers}):
        if len({value.strip().lower() for value in answer.values(name)}) > 1:
            yield name


def _signs(purpose: Purpose, answer: Answer, root: str) -> Iterator[Sign]:
    """What the answer gives away; a page that answers every path is not the file that was asked for."""
    if purpose == "route" and _loads_over_http(answer.body, root):
        yield "http link"
    if purpose == "dotfile" and (answer.status != 200 or b"<" in answer.body[:200]):
        return
    seen = b"\n".join([answer.body, *(value.encode() for value in answer.values("Location"))])
    for sign, pattern in _SIGNS.get(purpose, {}).items():
        if pattern.search(answer.body if purpose == "dotfile" else seen):
            yield sign


def _loads_over_http(body: bytes, root: str) -> bool:
    """Whether a page of a site with TLS takes what it is made of, or sends its forms, without."""
    parts = urlsplit(root)
    host = re.escape((parts.hostname or "").encode())
    return (
        parts.scheme == "https"
        and re.search(_LOADING + host + rb"[:/\"'?\s>]", body, re.IGNORECASE) is not None
    )
