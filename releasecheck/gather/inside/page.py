"""What an HTML page has a browser run and load, and where its links lead."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any, Dict, List, NamedTuple, Optional, Tuple
from urllib.parse import urljoin

_SCRIPTS = frozenset(
    ("", "module", "importmap", "text/javascript", "application/javascript", "text/ecmascript")
)
_INERT = frozenset(("template", "noscript"))  # a browser that runs scripts uses nothing in there
_TAG = re.compile(rb"<[A-Za-z!]")
# What acts by itself, takes what a visitor types, or shows another page.
_LIVELY = re.compile(
    rb"<(script|form|input|button|iframe|object|embed|svg)\b|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)
_MEASURED = frozenset(("script", "style"))
# With these a link is no plain way to a page: a script takes it, sends something else, or asks first.
_NO_PLAIN_LINK = frozenset(
    ("download", "onclick", "data-method", "data-confirm", "hx-delete", "hx-patch", "hx-post", "hx-put")
)
# A card, a button or a row of a table that is as good as a link.
_LEADS = re.compile(
    r"""\s*(?:(?:window|document|self|top)\.)?location(?:\.href)?\s*=\s*(["'])([^"'+]+)\1\s*;?\s*"""
)


class Part(NamedTuple):
    """One thing of a page; with `url` it is loaded from there, else it stands in the page itself."""

    what: str
    line: int
    url: Optional[str] = None
    text: str = ""
    nonce: str = ""


class Link(NamedTuple):
    """A link that a visitor can follow: the whole URL, and what it says of itself."""

    url: str
    text: str


def markup(headers: Any, body: bytes) -> Optional[str]:
    """ "none" of a page without a single tag, "still" where nothing in it acts; None for anything else."""
    if not headers.get("Content-Type", "").startswith("text/html") or headers.get("Content-Encoding"):
        return None
    if not _TAG.search(body):
        return "none"
    return None if _LIVELY.search(body) else "still"


def parts(body: str, url: str) -> List[Part]:
    """The scripts, styles, handlers and images of a page that was had from `url`."""
    return _read(body, url).found


def links(body: str, url: str) -> List[Link]:
    """The links of a page that was had from `url`, but for those that a crawler is not to follow."""
    return _read(body, url).links


def _read(body: str, url: str) -> _Reader:
    reader = _Reader(url)
    try:
        reader.feed(body)
    except (AssertionError, NotImplementedError):  # before Python 3.10, at a declaration that is none
        pass
    return reader


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: List[Part] = []
        self.links: List[Link] = []
        self._url = url
        self._inert = 0
        self._open: Optional[Part] = None  # an inline script or style whose text comes now
        self._link: Optional[Link] = None  # whose text comes now
        self._link_tag = ""

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag in _INERT:
            self._inert += 1
        elif tag == "base" and given.get("href"):
            self._url = self._absolute(given["href"])
        elif not self._inert:
            self._element(tag, given)
            self._leads(tag, given)
            self._attributes(given)

    def handle_startendtag(self, tag: str, attrs: List[Tuple[str, Optional[str]]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _INERT:
            self._inert -= 1

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open = self._open._replace(text=self._open.text + data)
        elif self._link is not None:
            self._link = self._link._replace(text=self._link.text + data)

    def handle_endtag(self, tag: str) -> None:
        if tag in _INERT:
            self._inert = max(self._inert - 1, 0)
        elif tag in _MEASURED and self._open is not None:
            self.found.append(self._open)
            self._open = None
        elif tag == self._link_tag and self._link is not None:
            self.links.append(self._link)
            self._link = None

    def _element(self, tag: str, given: Dict[str, str]) -> None:
        nonce = given.get("nonce", "")
        if tag == "script" and given.get("type", "").strip().lower() in _SCRIPTS:
            if given.get("src"):
                self._loads("script", given["src"], nonce)
            else:
                self._open = Part("inline script", self.getpos()[0], nonce=nonce)
        elif tag == "style":
            self._open = Part("inline style", self.getpos()[0], nonce=nonce)
        elif tag == "link" and "stylesheet" in given.get("rel", "").lower().split():
            self._loads("style sheet", given.get("href", ""), nonce)
        elif tag == "img":
            self._loads("image", given.get("src", ""))

    def _leads(self, tag: str, given: Dict[str, str]) -> None:
        """Take up a link; what it says of itself ends with the first end of such a tag."""
        clicked = _LEADS.fullmatch(given.get("onclick", ""))
        url = given.get("href", "") if tag == "a" and _NO_PLAIN_LINK.isdisjoint(given) else ""
        url = clicked.group(2) if clicked else url
        if url and "nofollow" not in given.get("rel", "").lower().split():
            text = " ".join(given.get(name, "") for name in ("title", "aria-label", "id"))
            self._link, self._link_tag = Link(self._absolute(url), text + " "), tag

    def _attributes(self, given: Dict[str, str]) -> None:
        line = self.getpos()[0]
        if any(name.startswith("on") and name[2:].isalpha() and given[name] for name in given):
            self.found.append(Part("event handler", line))
        if given.get("style", "").strip():
            self.found.append(Part("style attribute", line))

    def _loads(self, what: str, url: str, nonce: str = "") -> None:
        if url.strip():
            self.found.append(Part(what, self.getpos()[0], self._absolute(url), nonce=nonce))

    def _absolute(self, url: str) -> str:
        try:
            return urljoin(self._url, url.strip())
        except ValueError:  # no URL at all: no browser asks for it
            return self._url
