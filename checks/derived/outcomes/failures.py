"""Requests of the sweep that went wrong: whose fault, one cause or several, and how to say it."""

import re
from collections.abc import Iterable, Iterator

from releasecheck.facts import Project
from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.requests import Response
from releasecheck.facts.source import Source

from ..wording import counted, in_short, listed
from .needs import unmet, unreachable
from .work import is_retry

# What libraries raise of a callback that no provider has called.
_OF_OAUTH = re.compile(
    r"(authlib\..*(OAuthError|MismatchingStateError|MissingTokenError|MissingRequestTokenError)"
    r"|oauthlib\..*errors\.(MismatchingStateError|MissingCodeError|MissingTokenError|InvalidGrantError"
    r"|InvalidRequestError)|requests_oauthlib\..*(TokenMissing|TokenRequestDenied|VerifierMissing)"
    r"|flask_oauthlib\..*OAuthException|flask_dance\..*)$"
)
OF_JWT = "flask_jwt_extended."  # whose exceptions its own handlers answer, where they are asked
# Flask-RESTful answers 500 to what the handlers of the extension would make a 401, unless in debug mode.
LET_THROUGH = "Set PROPAGATE_EXCEPTIONS to True, so that Flask-JWT-Extended's error handlers are asked."
_HANDED_BACK = re.compile(r"'?\w*(state|oauth_token|oauth_verifier|code_verifier|nonce|code|flow)'?")
_RETURNS = re.compile(
    r"oauth|oidc|callback|authori[sz]|/auth\b|login|sso\b|google|github|facebook|discord|spotify"
)

_REACHING = frozenset(  # drivers that wait in C, and the look-up of a name
    {
        "socket",
        "MySQLdb",
        "mysql",
        "mariadb",
        "psycopg",
        "psycopg2",
        "psycopg_c",
        "oracledb",
        "cx_Oracle",
        "pymssql",
    }
)


def has_failed(answer: Response) -> bool:
    """No answer at all, or one that says that the server is at fault."""
    return answer.outcome != "answered" or (answer.status or 0) >= 500


def excuse(
    answer: Response, project: Project, boot: Boot | None = None, source: Source | None = None
) -> str | None:
    """What this machine lacks, so that the answer says nothing of the release; null when it does."""
    if leaves(answer):
        return None
    lacking = unmet(answer.crash, project, boot, source) if answer.crash else None
    lacking = lacking or unreachable(answer.events) or _waiting(answer) or _trying_again(answer)
    lacking = lacking or _without_provider(answer)
    if not lacking and answer.status == 503 and answer.crash is None:
        lacking = "it says that it is not ready here (503)"
    return lacking


def leaves(answer: Response) -> bool:
    """Whether a line of the project ends the process for it, which it may not, whatever it has met."""
    crash = answer.crash
    return crash is not None and crash.type == "SystemExit" and crash.place.path is not None


def _without_provider(answer: Response) -> str | None:
    """That a login elsewhere comes back there, with a code and a state that nobody can make up here."""
    crash = answer.crash
    if crash is None:
        return None
    if crash.type.endswith(".InsecureTransportError"):
        return "OAuth asks for https there, and it was asked over http"
    lost = crash.type.rpartition(".")[2] == "KeyError" and _HANDED_BACK.fullmatch(crash.message)
    named = f"{answer.rule} {answer.endpoint}".lower()
    if _OF_OAUTH.match(crash.type) or (lost and _RETURNS.search(named)):
        return "it takes the answer of a login provider (code, state), which nobody gives here"
    return None


def _waiting(answer: Response) -> str | None:
    """The connection on which it hung; a driver of a database in C tells of none."""
    if answer.outcome == "timed-out" and answer.within in _REACHING:
        return f"it hung in {answer.within}, which waits for another machine"
    begun = [one for one in answer.events if one.kind == "connect" and one.place == answer.place]
    if answer.outcome != "timed-out" or not begun:
        return None
    return f"it was still connecting to {in_short(begun[-1].detail)}"


def _trying_again(answer: Response) -> str | None:
    """That it hung where a library had paused before: what that asks for does not answer."""
    pauses = [one for one in answer.events if is_retry(one, answer) and one.place == answer.place]
    if not pauses:
        return None
    return f"at {answer.place} a library tried again and again: what it asks for is out of reach here"


def cause(answer: Response) -> tuple[object, ...]:
    """Equal for answers that fail for one reason: an exception or a wait at a place, else the route.

    What no line of the project was in, as a decorator of a library that refuses, is one cause by its words;
    so is a token that is not there or not valid, whichever line asked for it.
    """
    crash = answer.crash
    if crash and crash.type.startswith(OF_JWT):
        return (OF_JWT,)
    if crash and crash.place.path:
        return (crash.type, crash.place)
    if crash and crash.message:
        return (crash.type, crash.message)
    if answer.outcome == "timed-out" and answer.place.path:
        return (answer.outcome, answer.place)
    return (crash.type if crash else answer.outcome, answer.rule)


def is_silent(answer: Response) -> bool:
    """Whether it says that the server is at fault, and nothing tells why."""
    return answer.outcome == "answered" and (answer.status or 0) >= 500 and answer.crash is None


def how(answer: Response, *, plural: bool = False) -> str:
    """What became of it, as the rest of a sentence."""
    s = "" if plural else "s"
    unseen = ", and no exception was seen" if is_silent(answer) else ""
    crash = f": {said(answer.crash)}" if answer.crash else unseen
    again = " with the cookies of its first answer" if answer.second else ""
    again = " to somebody signed in" if answer.signed_in else again
    match answer.outcome:
        case "raised" if leaves(answer):
            return f"end{s} the worker by sys.exit(){again}"
        case "killed":
            return f"end{s} the process"
        case "timed-out":
            return f"ha{'ve' if plural else 's'} not answered after {answer.duration_s:.0f} s{again}"
        case "raised":
            return f"raise{s} past every error handler{again}{crash}"
        case _:
            return f"answer{s} {answer.status}{again}{crash}"


def said(crash: Crash) -> str:
    """An exception without its module, on one line."""
    name, message = crash.type.rpartition(".")[2], in_short(crash.message)
    return f"{name}: {message}" if message else name


def origin(answer: Response) -> tuple[str, ...]:
    """Where it went wrong, if that is known."""
    if answer.crash and answer.crash.place.path:
        return (f"raised at {answer.crash.place}",)
    return (f"hung at {answer.place}",) if answer.place.path else ()


def account(answer: Response) -> str:
    """Request and outcome, as evidence."""
    result = str(answer.status) if answer.status else answer.outcome
    how_asked = " (second request)" if answer.second else " (signed in)" if answer.signed_in else ""
    linked = f", to which {answer.linked_from} links" if answer.linked_from else ""
    return f"{answer.method} {answer.path} -> {result}{how_asked}{linked}"


def requests_of(answers: Iterable[Response]) -> str:
    """The requests of these answers, in a few words."""
    return listed(f"{answer.method} {answer.path}" for answer in answers)


def by_reason(failed: Iterable[tuple[Response, str | None]]) -> Iterator[tuple[list[Response], str]]:
    """The pages that failed for one reason, wherever it was met: each page has a line of its own."""
    alike: dict[str, list[tuple[Response, str]]] = {}
    for answer, reason in failed:
        if reason:
            alike.setdefault(reason.replace(_line(answer), "that"), []).append((answer, reason))
    for pages in alike.values():
        first, reason = pages[0]
        others = len({why for _, why in pages}) - 1
        more = f"{_line(first)} (and {counted(others, 'other line')})" if others else _line(first)
        yield [answer for answer, _ in pages], reason.replace(_line(first), more)


def _line(answer: Response) -> str:
    """Where it was met, as a reason has it: "that app.py:7 asks"."""
    return f"that {answer.crash.place}" if answer.crash and answer.crash.place.line else "that "
