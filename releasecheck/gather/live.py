"""The deployed pages, asked politely: a dozen questions, a connection each, within one time limit."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from releasecheck.facts import Absence
from releasecheck.facts.live import Live, Page, Purpose, Sign
from releasecheck.facts.requests import Cookie
from releasecheck.gather.live_plan import FORGED_HOST, Ask, mounted
from releasecheck.gather.published import is_published
from releasecheck.probe import Answer, Credentials, Failure, Question, Target, ask, shown_url
from releasecheck.probe.edge import edge_wrote

LIMIT_S = 30.0
PAGE_S = 5.0
SHORTEST_S = 0.5
_AS_A_PAGE = {"Accept": "*/*", "Cache-Control": "max-age=0"}
_KEPT = frozenset(
    {
        *("content-type", "location", "allow"),
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
    "dotenv": re.compile(rb"(?m)\A(\s*#.*$|\s)*(export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=.*$"),
    "git": re.compile(rb"\A(ref: refs/heads/\S+|[0-9a-f]{40})\s*\Z"),
}
_SIGNS: Mapping[Purpose, Mapping[Sign, re.Pattern[bytes]]] = {
    "nowhere": _BROKEN,
    "route": _BROKEN,
    "forged-host": _REFLECTED,
    "dotfile": _LEAKED,
}


@dataclass(frozen=True, slots=True)
class Base:
    """A deployment: `target` has the way there (certificates, credentials, place), `url` is its root."""

    url: str
    target: Target


def gather_live(base: Base, asks: Iterable[Ask], left: float) -> Live | Absence:
    """What the deployment answers, in at most `left` seconds."""
    if left < SHORTEST_S:
        return Absence("inconclusive", "no time was left to ask for pages")
    asking = _Asking(base, time.monotonic() + min(LIMIT_S, left))
    for one in asks:
        asking.add(one)
    return Live(
        url=shown_url(base.url),
        pages=tuple(asking.pages),
        with_credentials=base.target.all_credentials != Credentials(),
        published_key=asking.published_key,
    )


class _Asking:
    """The questions so far and their answers."""

    def __init__(self, base: Base, ends: float) -> None:
        self._base = base
        self._ends = ends
        self.pages: list[Page] = []
        self.published_key: bool | None = None

    def add(self, one: Ask) -> None:
        """Ask, unless the time is over; a page that is lost is asked whether it is there at all."""
        page = self._ask(one)
        if page is None:
            return
        self.pages.append(page)
        if page.purpose == "route" and page.status == 404:
            self.add(mounted(one))

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
        return replace(
            about,
            status=said.status,
            by_edge=edge_wrote(said),
            headers=_headers(said),
            cookies=tuple(_cookies(said)),
            shows=tuple(_signs(one.purpose, said)),
        )

    def _note_key(self, answer: Answer) -> None:
        """Offline: whether a signed cookie of the site was made with a published key."""
        values = (header.partition(";")[0].partition("=")[2] for header in answer.values("Set-Cookie"))
        for value in values:
            if self.published_key is None:  # one answer is enough, and takes a second
                self.published_key = is_published(value)


def _target(base: Base, one: Ask, seconds: float) -> Target:
    url = base.url.rstrip("/") + one.path
    return replace(base.target, url=url, deadline=min(base.target.deadline, seconds), debugger=False)


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
        name = pair.partition("=")[0].strip()
        yield Cookie(name, "secure" in flags, "httponly" in flags, flags.get("samesite"))


def _signs(purpose: Purpose, answer: Answer) -> Iterator[Sign]:
    """What the answer gives away; a page that answers every path is not the file that was asked for."""
    if purpose == "dotfile" and (answer.status != 200 or b"<" in answer.body[:200]):
        return
    seen = b"\n".join([answer.body, *(value.encode() for value in answer.values("Location"))])
    for sign, pattern in _SIGNS.get(purpose, {}).items():
        if pattern.search(answer.body if purpose == "dotfile" else seen):
            yield sign
