"""Comments `releasecheck: ignore[rule-id, …] reason` in Python, templates and settings files."""

import io
import re
import tokenize
from collections.abc import Iterator

from releasecheck.facts import Place
from releasecheck.facts.source import Suppression

MARK = b"releasecheck:"
_COMMENT = re.compile(r"#\s*releasecheck:\s*ignore\[([^\]]*)\](.*)")
_TEMPLATE_COMMENT = re.compile(r"\{#-?\s*releasecheck:\s*ignore\[([^\]]*)\](.*?)-?#\}", re.DOTALL)
_HTML_COMMENT = re.compile(r"<!--\s*releasecheck:\s*ignore\[([^\]]*)\](.*?)-->", re.DOTALL)


def in_python(content: bytes, path: str) -> Iterator[Suppression]:
    """The comments of a Python file; the same text inside a string is none."""
    if MARK not in content:
        return
    try:
        for token in tokenize.tokenize(io.BytesIO(content).readline):
            if token.type == tokenize.COMMENT:
                match = _COMMENT.match(token.string)
                if match:
                    yield _suppression(match, Place(path, token.start[0], token.start[1] + 1))
    except (tokenize.TokenError, SyntaxError):  # said of the module already
        return


def in_text(content: str, path: str) -> Iterator[Suppression]:
    """The comments of a template or of a settings file, by its text."""
    if MARK.decode() not in content:
        return
    for pattern in (_COMMENT, _TEMPLATE_COMMENT, _HTML_COMMENT):
        for match in pattern.finditer(content):
            if pattern is _COMMENT and content[match.start() - 1 : match.start()] == "{":
                continue  # a template's comment, which its own pattern reads
            start = content.rfind("\n", 0, match.start()) + 1
            line = content.count("\n", 0, match.start()) + 1
            yield _suppression(match, Place(path, line, match.start() - start + 1))


def _suppression(match: re.Match[str], place: Place) -> Suppression:
    rules = tuple(rule for part in match[1].split(",") if (rule := part.strip()))
    return Suppression(rules, " ".join(match[2].split()), place)
