"""The beginning of an answer that failed, made safe to show."""

import re

from releasecheck.probe.observation import Answer
from releasecheck.probe.text import scrubbed

LIMIT = 512
_LOOKED_AT = 4 * LIMIT  # what is hidden makes room for what follows
_TITLE = re.compile(r"<title[^<>]*>", re.IGNORECASE)
_TITLE_END = re.compile(r"</title>", re.IGNORECASE)
_USERINFO = re.compile(r"://[^/\s@\"']+@")
_NAMED = re.compile(
    r"""
    ([\w-]{0,40}
     (?:pass(?!ed|es|ing)|pwd|secret|token|key|auth(?!ors?\b)|credential|session|cookie|dsn)
     [\w-]{0,40} ["']? \s*[=:]\s*)
    ("[^"]*" | '[^']*' | (?:(?:Basic|Bearer)\s+)? [^\s"',;}&]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def excerpt_of(answer: Answer, secrets: tuple[str, ...] = ()) -> str | None:
    """On one line, without secrets: of HTML the title, else the beginning; None for what is no text."""
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if "html" in (answer.first("Content-Type") or "").lower() or text.lstrip()[:1] == "<":
        text = _title(text)
    text = " ".join(text[:_LOOKED_AT].split())
    return scrubbed(_NAMED.sub(r"\1***", _USERINFO.sub("://***@", text)), secrets, LIMIT) or None


def _title(html: str) -> str:
    """In two searches: one pattern for both ends would begin anew at each tag that has none."""
    begin = _TITLE.search(html)
    end = _TITLE_END.search(html, begin.end()) if begin else None
    return html[begin.end() : end.start()] if begin and end else ""
