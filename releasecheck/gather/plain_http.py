"""A site with TLS, asked for a page without: where that is, which page, and whether it is the same."""

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from releasecheck.facts.live import Page
from releasecheck.probe import Answer, Credentials, Target
from releasecheck.probe.places import bracketed, parse_place

CLOSED_S = 3.0  # a firewall that drops is no server
PASSWORD_FORM = re.compile(rb"<input\b[^>]*\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_ALIKE = 0.5  # of their words: what is made anew for each visitor differs
_WORD = re.compile(rb"\w+")


def plain_target(target: Target, base: str, http_port: int | None) -> Target | None:
    """The way to the root of the deployment over plain http, without any credential for it.

    None where it has no TLS, or uses a port of its own: then no convention names the other one.
    """
    parts = urlsplit(base)
    place = parse_place(target.connect_to) if target.connect_to else None
    ports = {parts.port or 443, (place[1] if place else None) or 443}
    port = http_port or (80 if ports == {443} else None)
    if parts.scheme != "https" or port is None:
        return None
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{parts.port}")
    url = parts._replace(scheme="http", netloc=host if port == 80 else f"{host}:{port}").geturl()
    connect_to = f"{bracketed(place[0])}:{port}" if place else None
    only_proxy = Credentials(proxy=target.credentials.proxy)
    return replace(target, url=url, connect_to=connect_to, credentials=only_proxy, cert=None, debugger=False)


def most_telling(answered: Iterable[tuple[Page, Answer]]) -> tuple[Page, Answer] | None:
    """The page that would do most harm: a login first, then one with a cookie; the root loses no path."""
    pages = [(page, answer) for page, answer in answered if page.purpose == "route" and not page.by_edge]
    return min(pages, key=_harm, default=None)


def _harm(told: tuple[Page, Answer]) -> tuple[bool, bool, bool, bool, int]:
    page, answer = told
    form = PASSWORD_FORM.search(answer.body) is not None
    return not form, not page.cookies, answer.status != 200, page.path == "/", len(page.path)


def alike(one: Answer, other: Answer) -> bool:
    """Whether two answers are the same page, but for what is made anew each time."""
    words, others = (set(_WORD.findall(each.body)) for each in (one, other))
    return len(words & others) >= _ALIKE * len(words | others)
