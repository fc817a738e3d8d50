"""What a page's own Content-Security-Policy keeps a browser from using."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any, Dict, Iterator, List, Optional, Tuple
from urllib.parse import urlsplit

from . import page

_MOST = 10
# The directives that may speak about each kind of thing; the first that a policy has decides.
_DIRECTIVES = {
    "inline script": ("script-src-elem", "script-src", "default-src"),
    "script": ("script-src-elem", "script-src", "default-src"),
    "event handler": ("script-src-attr", "script-src", "default-src"),
    "inline style": ("style-src-elem", "style-src", "default-src"),
    "style sheet": ("style-src-elem", "style-src", "default-src"),
    "style attribute": ("style-src-attr", "style-src", "default-src"),
    "image": ("img-src", "default-src"),
}
_PORTS = {"http": 80, "https": 443}

Policy = Dict[str, List[str]]


def blocked(headers: Any, body: bytes, url: str) -> List[Dict[str, Any]]:
    """The Blocked facts of an answer to `url`; none where it is no page or has no policy."""
    policies = [
        _parsed(text) for header in headers.getlist("Content-Security-Policy") for text in header.split(",")
    ]
    if not policies or "html" not in headers.get("Content-Type", "") or headers.get("Content-Encoding"):
        return []
    found: Dict[Tuple[str, str, Optional[str]], Dict[str, Any]] = {}
    for part in page.parts(body.decode("utf-8", "replace"), url):
        directive = next(filter(None, (_forbids(policy, part, url) for policy in policies)), None)
        if directive is not None:
            source = None if part.url is None else _origin(part.url)
            told = {
                "directive": directive,
                "what": part.what,
                "source": source,
                "line": part.line,
                "count": 0,
            }
            found.setdefault((directive, part.what, source), told)["count"] += 1
    return list(found.values())[:_MOST]


def _parsed(text: str) -> Policy:
    policy: Policy = {}
    for directive in text.split(";"):
        words = directive.split()
        if words:
            policy.setdefault(words[0].lower(), words[1:])
    return policy


def _forbids(policy: Policy, part: page.Part, url: str) -> Optional[str]:
    """The directive of the policy that does not let this be used."""
    name = next((each for each in _DIRECTIVES[part.what] if each in policy), None)
    if name is None:
        return None
    sources = policy[name]
    allowed = _allows_inline(sources, part) if part.url is None else _allows_url(sources, part, url)
    return None if allowed else name


def _allows_inline(sources: List[str], part: page.Part) -> bool:
    lower = [each.lower() for each in sources]
    guarded = any(each.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for each in lower)
    if "'unsafe-inline'" in lower and not guarded and "'strict-dynamic'" not in lower:
        return True
    if part.what in ("event handler", "style attribute"):
        return "'unsafe-hashes'" in lower  # whether they are the right hashes is not looked into
    return _has_nonce(sources, part) or bool(set(sources).intersection(_hashes(part.text)))


def _has_nonce(sources: List[str], part: page.Part) -> bool:
    return bool(part.nonce) and "'nonce-%s'" % part.nonce in sources


def _hashes(text: str) -> Iterator[str]:
    for name in ("sha256", "sha384", "sha512"):
        digest = hashlib.new(name, text.encode("utf-8", "surrogatepass")).digest()
        yield "'%s-%s'" % (name, base64.b64encode(digest).decode())
        yield "'%s-%s'" % (name, base64.urlsafe_b64encode(digest).decode())


def _allows_url(sources: List[str], part: page.Part, url: str) -> bool:
    lower = [each.lower() for each in sources]
    if _has_nonce(sources, part):
        return True
    if part.what == "script" and "'strict-dynamic'" in lower:
        return False
    return any(_matches(source, part.url or "", url) for source in lower)


def _matches(source: str, wanted: str, url: str) -> bool:
    """Whether a source expression covers a URL on the page at `url`."""
    try:
        there, here = urlsplit(wanted.lower()), urlsplit(url.lower())
        if source == "'self'":
            return (there.scheme, there.netloc) == (here.scheme, here.netloc)
        if source == "*":
            return there.scheme in ("http", "https", "ws", "wss")
        if re.fullmatch(r"[a-z][a-z0-9+.-]*:", source):
            return there.scheme in (source[:-1], source[:-1] + "s")
        return "'" not in source and _matches_host(source, there, here.scheme)
    except ValueError:  # no URL at all: a browser cannot load it either
        return True


def _matches_host(source: str, there: Any, scheme: str) -> bool:
    given, _, rest = source.rpartition("://")
    host, _, path = rest.partition("/")
    name, _, port = host.partition(":")
    if there.scheme not in ((given, given + "s") if given else (scheme, "https")):
        return False
    if name.startswith("*."):
        if not (there.hostname or "").endswith(name[1:]):
            return False
    elif name not in ("*", there.hostname):
        return False
    standard = _PORTS.get(there.scheme)
    if port not in ("*", str(there.port or standard)) and (port or (there.port or standard) != standard):
        return False
    return (
        not path or ("/" + path == there.path) or (path.endswith("/") and there.path.startswith("/" + path))
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return "%s://%s" % (parts.scheme, parts.netloc.rpartition("@")[2]) if parts.netloc else parts.scheme + ":"
