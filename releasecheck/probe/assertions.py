"""What is asserted of an answer: each function yields assertions, expected beside actual."""

import json
from collections.abc import Iterator
from typing import Any

from releasecheck.probe.edge import edge_answered
from releasecheck.probe.expectations import (
    CookieExpectation,
    HeaderExpectation,
    parse_header,
    parse_json,
    parse_status,
)
from releasecheck.probe.observation import Answer
from releasecheck.probe.reasons import Reason
from releasecheck.probe.redirects import REDIRECTS
from releasecheck.probe.result import Assertion
from releasecheck.probe.target import Target
from releasecheck.probe.text import scrubbed, shown_url, visible


def about_status(target: Target, answer: Answer) -> Iterator[Assertion]:
    """The status; a redirect that nobody followed says where it leads."""
    ok = parse_status(target.expect_status).holds(answer.status)
    location = answer.first("Location")
    if ok or answer.status not in REDIRECTS or location is None:
        reason = None if ok else Reason.STATUS_UNEXPECTED
        yield Assertion("status", target.expect_status, str(answer.status), ok, reason)
    else:
        actual = f"{answer.status} to {_shown_location(location)}"
        yield Assertion("status", target.expect_status, actual, ok=False, reason=Reason.REDIRECT_UNEXPECTED)


def _shown_location(location: str) -> str:
    try:
        return shown_url(location)
    except ValueError:
        return "something that is no URL"


def about_origin(answer: Answer, *, debugger: bool) -> Iterator[Assertion]:
    """Who answered, and whether just now; said only where it was not the app under a production server."""
    if edge_answered(answer):
        yield Assertion("origin", "the app", "a proxy", ok=False, reason=Reason.EDGE_ANSWERED)
    server = answer.first("Server") or ""
    if server.startswith("Werkzeug/"):
        yield Assertion("server", "a production server", visible(server), ok=False, reason=Reason.DEV_SERVER)
    if debugger:
        yield Assertion("debugger", "no debugger", "Werkzeug's", ok=False, reason=Reason.DEBUGGER_EXPOSED)
    age = answer.first("Age") or ""
    if age.isdecimal() and int(age[:9]) > 0:
        made = visible(f"made {age[:9]} s ago")
        yield Assertion("freshness", "an answer made now", made, ok=False, reason=Reason.STALE_EVIDENCE)


def about_headers(target: Target, answer: Answer) -> Iterator[Assertion]:
    """The headers and cookie attributes that were asked for."""
    for text in target.expect_headers:
        expectation = parse_header(text)
        if isinstance(expectation, CookieExpectation):
            yield _cookie(expectation, answer)
        else:
            yield _header(expectation, answer, target)


def _header(expectation: HeaderExpectation, answer: Answer, target: Target) -> Assertion:
    values = answer.values(expectation.name)
    name = f"header {expectation.name}"
    if not values:
        return Assertion(name, expectation.text, None, ok=False, reason=Reason.HEADER_MISSING)
    ok = any(map(expectation.holds, (*values, ", ".join(values))))
    shown = [_cookie_shown(value) for value in values] if name.lower() == "header set-cookie" else values
    actual = _shown(", ".join(shown), expectation.text, target)
    return Assertion(name, expectation.text, actual, ok, None if ok else Reason.HEADER_MISMATCH)


def _cookie(expectation: CookieExpectation, answer: Answer) -> Assertion:
    name, expected = f"cookie {expectation.name}", "; ".join(expectation.flags)
    cookies = [value for value in answer.values("Set-Cookie") if _cookie_name(value) == expectation.name]
    if not cookies:
        return Assertion(name, expected, None, ok=False, reason=Reason.HEADER_MISSING)
    missing = any(flag not in _flags(cookie) for cookie in cookies for flag in expectation.flags)
    actual = visible("; ".join(_flags(cookies[0])))
    return Assertion(name, expected, actual, not missing, Reason.COOKIE_FLAGS if missing else None)


def _cookie_name(cookie: str) -> str:
    return cookie.partition("=")[0].strip()


def _flags(cookie: str) -> list[str]:
    return ["=".join(part.strip() for part in flag.split("=")).lower() for flag in cookie.split(";")[1:]]


def _cookie_shown(cookie: str) -> str:
    """A cookie's value is a session: only its name and attributes are shown."""
    return "; ".join([_cookie_name(cookie) + "=***", *_flags(cookie)])


def about_json(target: Target, document: Any, unread: Reason | None) -> Iterator[Assertion]:
    """The JSON that was asked for; `unread` is why there is no document to look at."""
    for expectation in map(parse_json, target.expect_json):
        name, expected = f"json {visible(expectation.path)}", _json_text(expectation.value)
        if unread:
            yield Assertion(name, expected, None, ok=False, reason=unread)
            continue
        actual = expectation.actual(document)
        ok = expectation.holds(actual)
        shown = _shown(_json_text(actual), expected, target)
        yield Assertion(name, expected, shown, ok, None if ok else Reason.JSON_MISMATCH)


def _json_text(value: Any) -> str:
    return visible(json.dumps(value, ensure_ascii=False))


def _shown(text: str, expected: str, target: Target) -> str:
    """What the server said; what the user expects is no secret to the user."""
    return expected if text == expected else scrubbed(text, target.all_credentials.secrets())
