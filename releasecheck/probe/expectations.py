"""What the user expects of an answer, parsed from the text that the command line and the settings share."""

import json
import re
from dataclasses import dataclass
from typing import Any

import jmespath

_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")


@dataclass(frozen=True)
class StatusExpectation:
    """Inclusive ranges of HTTP status codes."""

    ranges: tuple[range, ...]

    def holds(self, status: int) -> bool:
        """Whether the status is in one of them."""
        return any(status in codes for codes in self.ranges)


@dataclass(frozen=True)
class JsonExpectation:
    """A JMESPath and the value it must have; without a value the expression must be true."""

    path: str
    value: Any

    def actual(self, document: Any) -> Any:
        """What the document has there; None where a function does not fit what it found."""
        try:
            return jmespath.search(self.path, document)
        except jmespath.exceptions.JMESPathError:
            return None

    def holds(self, actual: Any) -> bool:
        """Equal, where true is not 1."""
        return isinstance(actual, bool) == isinstance(self.value, bool) and bool(actual == self.value)


@dataclass(frozen=True)
class HeaderExpectation:
    """A header's exact value, or a pattern that is searched in it."""

    name: str
    text: str
    pattern: re.Pattern[str] | None

    def holds(self, actual: str) -> bool:
        """Whether this value of the header will do."""
        return bool(self.pattern.search(actual)) if self.pattern else actual == self.text


@dataclass(frozen=True)
class CookieExpectation:
    """A cookie's name and the attributes it must carry, lower case: `secure`, `samesite=lax`."""

    name: str
    flags: tuple[str, ...]


def parse_status(text: str) -> StatusExpectation:
    """`200`, `200,204`, `200-299`; raises ValueError."""
    ranges = []
    for part in text.split(","):
        low, dash, high = part.strip().partition("-")
        codes = [low, high if dash else low]
        if not all(re.fullmatch(r"[1-5]\d\d", code) for code in codes) or codes[0] > codes[1]:
            raise ValueError(f"expect-status: {part.strip()!r} is neither a status code nor a range")
        ranges.append(range(int(codes[0]), int(codes[1]) + 1))
    return StatusExpectation(tuple(ranges))


def parse_json(text: str) -> JsonExpectation:
    """`PATH=VALUE` or a bare expression; raises ValueError.

    The first `=` with a valid JMESPath before it divides: an expression has `==` and quoted text of its own.
    """
    for match in _EQUALS.finditer(text):
        if _is_jmespath(text[: match.start()]):
            return JsonExpectation(text[: match.start()], _value(text[match.end() :]))
    if not _is_jmespath(text):
        raise ValueError(f"expect-json: {text!r} is neither PATH=VALUE nor a JMESPath expression")
    return JsonExpectation(text, value=True)


def _is_jmespath(text: str) -> bool:
    try:
        jmespath.compile(text)
    except jmespath.exceptions.JMESPathError:
        return False
    return True


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def parse_header(text: str) -> HeaderExpectation | CookieExpectation:
    """`Name: value`, `Name: ~regex`, or `Set-Cookie: NAME; Secure; SameSite=Lax`; raises ValueError."""
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
        raise ValueError(f"expect-header: {text!r} is not 'Name: value'")
    if value.startswith("~"):
        return HeaderExpectation(name, value, _pattern(value[1:]))
    if name.lower() == "set-cookie":
        cookie, *flags = (part.strip() for part in value.split(";"))
        return CookieExpectation(cookie.partition("=")[0], tuple(flag.lower() for flag in flags if flag))
    return HeaderExpectation(name, value, None)


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(f"expect-header: {text!r} is no regular expression: {error}") from None


def check_build_place(text: str) -> None:
    """Raise ValueError unless it is `json:PATH` (a JMESPath) or `header:NAME`."""
    kind, _, name = text.partition(":")
    if not name.strip() or kind not in {"json", "header"} or (kind == "json" and not _is_jmespath(name)):
        raise ValueError(f"build: {text!r} is neither 'json:PATH' nor 'header:NAME'")
