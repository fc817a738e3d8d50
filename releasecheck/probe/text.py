"""Foreign text made safe to show: on one line, without escape sequences and without secrets."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[A-Za-z0-9_-]{12,}(?![\w-])")
_SECRET_NAME = re.compile(r"pass|secret|token|key|auth|sig|credential|session", re.IGNORECASE)


def visible(text: str, limit: int = 200) -> str:
    """The text with control, bidirectional and other unprintable characters escaped, cut at `limit`."""
    escaped = "".join(c if c.isprintable() else _escape(c) for c in text[: limit + 1])
    return escaped if len(text) <= limit else escaped[:limit] + "…"


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def scrubbed(text: str, secrets: tuple[str, ...] = (), limit: int = 200) -> str:
    """The text as `visible`, known secrets and token-shaped words shown as ***."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return visible(_TOKEN.sub("***", text), limit)


def shown_url(url: str) -> str:
    """The URL without its userinfo, its fragment and the values of secret-looking parameters."""
    parts = urlsplit(url)
    userinfo, at, host = parts.netloc.rpartition("@")
    netloc = f"***@{host}" if at and userinfo else host
    return visible(urlunsplit((parts.scheme, netloc, parts.path, _shown_query(parts.query), "")), 2000)


def _shown_query(query: str) -> str:
    if not _SECRET_NAME.search(query):
        return query
    pairs = parse_qsl(query, keep_blank_values=True)
    shown = [(name, "***" if _SECRET_NAME.search(name) else value) for name, value in pairs]
    return urlencode(shown, safe="*")
