"""The session cookie's flags."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.requests import Cookie
from releasecheck.facts.settings import ConfigAssignment
from releasecheck.facts.source import SessionUse
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    config,
    cookie,
    module,
    project,
    requests,
    response,
    secret,
    source,
    table,
)

WRITES = source(module("app.py"), session_uses=[SessionUse("session", at("app.py", 30))])
DEVELOPMENT = "config.DevelopmentConfig"
DEVELOPING = [config("SECRET_KEY", "x"), config("DEBUG", True, set_by=f"from_object({DEVELOPMENT})")]
SET_BY_BASE = config("SESSION_COOKIE_SECURE", False, place=at("config.py", 20))
IDLE = source(module("app.py"))


def writes(
    made: Any, *, url: str | None = None, files: Any = WRITES, answers: Any = None, **fields: Any
) -> Given:
    return {
        "app": app(**{"session_cookie": made, "config": [config("SECRET_KEY", "x")], **fields}),
        "project": project(url=url),
        "source": files,
        "requests": answers,
    }


def protecting(switch: str, *, on: bool) -> Given:
    """An app in which only CSRFProtect would write the session."""
    files = source(module("app.py"), session_uses=[SessionUse("CSRFProtect", at("app.py", 30))])
    values = [config("SECRET_KEY", "x"), config(switch, on)]
    return writes(cookie(secure=False), files=files, config=values)


def assigned(flag: str, owner: str | None = "ProductionConfig", path: str = "config.py") -> ConfigAssignment:
    return ConfigAssignment(f"SESSION_COOKIE_{flag}", at(path, 20), owner)


def lacks(without: str, fix: str, *shown: str, **fields: Any) -> Found:
    given: Given = {
        "place": at("config.py", 4),
        "evidence": (f"cookie session, {fields.pop('seen', 'in a dry run over https')}", *shown),
        "fix": f"Set {fix} in the config that production uses.",
        "severity": "warning",
    }
    return Found(f"the session cookie is written without {without}", "session", **{**given, **fields})


SECURE = (
    "Secure (plain http gives it away)",
    "`SESSION_COOKIE_SECURE = True`",
    "SESSION_COOKIE_SECURE is not set",
)
READABLE = ("HttpOnly (any script on a page can read it)", "`SESSION_COOKIE_HTTPONLY = True`")
CROSS_SITE = (
    "SameSite (other sites can send requests with it)",
    '`SESSION_COOKIE_SAMESITE = "Lax"`',
    "SESSION_COOKIE_SAMESITE is not set",
)
BOTH = (f"{SECURE[0]} and {CROSS_SITE[0]}", f"{SECURE[1]} and {CROSS_SITE[1]}", SECURE[2], CROSS_SITE[2])
ANSWERED = "in an answer of the app"


@table(
    {
        "Flask's own defaults are one finding": (
            writes(cookie(secure=False, same_site=None)),
            [lacks(*BOTH)],
        ),
        "released over https": (
            writes(cookie(secure=False), url="https://shop.example"),
            [lacks(*SECURE, severity="error")],
        ),
        "released over http": (writes(cookie(secure=False), url="http://shop.example"), [lacks(*SECURE)]),
        "browsers drop it": (
            writes(cookie(secure=False, same_site="None")),
            [lacks("Secure (browsers drop SameSite=None then)", *SECURE[1:], severity="error")],
        ),
        "HttpOnly switched off": (
            writes(
                cookie(http_only=False),
                config=[config("SECRET_KEY", "x"), config("SESSION_COOKIE_HTTPONLY", False)],
            ),
            [
                lacks(
                    *READABLE, "SESSION_COOKIE_HTTPONLY is False", place=at("config.py", 4), severity="error"
                )
            ],
        ),
        "the place is that of the worst flag": (
            writes(
                cookie(http_only=False, same_site=None),
                config=[config("SECRET_KEY", "x"), config("SESSION_COOKIE_HTTPONLY", False)],
            ),
            [
                lacks(
                    f"{READABLE[0]} and {CROSS_SITE[0]}",
                    f"{READABLE[1]} and {CROSS_SITE[1]}",
                    "SESSION_COOKIE_HTTPONLY is False",
                    CROSS_SITE[2],
                    place=at("config.py", 4),
                    severity="error",
                )
            ],
        ),
        "the cookie of a real answer counts more": (
            writes(cookie(), answers=requests(response(cookies=[Cookie("session", True, False, "Lax")]))),
            [lacks(*READABLE, "SESSION_COOKIE_HTTPONLY is not set", seen=ANSWERED, severity="error")],
        ),
        "an extension writes it, and the source does not": (
            writes(
                cookie(),
                files=IDLE,
                answers=requests(response(cookies=[Cookie("session", False, True, "Lax")])),
            ),
            [lacks(*SECURE, seen=ANSWERED)],
        ),
        "the source could not be read": (writes(cookie(same_site=None), files=None), [lacks(*CROSS_SITE)]),
        "CSRF checks are on": (protecting("WTF_CSRF_CHECK_DEFAULT", on=True), [lacks(*SECURE)]),
    }
)
def test_session_cookie_flags_faulty(given: Given, says: list[Found]) -> None:
    assert ask("session-cookie-flags", given) == says


@pytest.mark.parametrize(("secure", "told"), [(False, [SECURE[2]]), (True, [])])
def test_a_flag_that_is_written_with_a_typo_is_told_as_that(told: list[str], *, secure: bool) -> None:
    typo = config("SESSION_COOKIE_SAMSITE", "Lax")
    known = {"flask": ("SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_SECURE")}
    values = [config("SECRET_KEY", "x"), typo]
    given = writes(cookie(secure=secure, same_site=None), config=values, config_vocabulary=known)
    said = ask("session-cookie-flags", given)
    assert [line for one in said if isinstance(one, Found) for line in one.evidence[1:]] == told
    skipped = "SESSION_COOKIE_SAMESITE is written with a typo, which config-key-typo tells"
    assert said == [DoesNotApply(skipped)] or told
    typos = ask("config-key-typo", {"app": given["app"], "source": given["source"]})
    assert [one.subject for one in typos] == ["SESSION_COOKIE_SAMSITE"]


@table(
    {
        "every flag": (writes(cookie(), url="https://shop.example"), []),
        "a hook sets what the config does not": (
            writes(
                cookie(secure=False),
                answers=requests(response(cookies=[Cookie("session", True, True, "Strict")])),
            ),
            [],
        ),
        "another cookie is not the session's": (
            writes(cookie(), answers=requests(response(cookies=[Cookie("theme", False, False, None)]))),
            [],
        ),
    }
)
def test_session_cookie_flags_fine(given: Given, says: list[Found]) -> None:
    assert ask("session-cookie-flags", given) == says


@table(
    {
        "no key": (
            writes(None, config=[]),
            [DoesNotApply("there is no key, so no session is ever written")],
        ),
        "the session is never written": (
            writes(cookie(secure=False), files=IDLE),
            [DoesNotApply("nothing in the app writes the session")],
        ),
        "only a file that the app does not import writes it": (
            writes(
                cookie(secure=False),
                files=source(session_uses=[SessionUse("session", at("routes copy.py", 1))]),
            ),
            [DoesNotApply("nothing in the app writes the session")],
        ),
        "flags that only the config for development lacks": (
            writes(
                cookie(secure=False, same_site=None),
                files=replace(WRITES, config_assignments=(assigned("SECURE"), assigned("SAMESITE"))),
                config=DEVELOPING,
            ),
            [DoesNotApply(f"its flags come with {DEVELOPMENT}, which dev-config-class-active tells")],
        ),
        "sessions that cannot be tried": (
            writes(None, session_reason="mine.Sessions cannot write a session: KeyError", secrets=[secret()]),
            [CouldNotLook("mine.Sessions cannot write a session: KeyError")],
        ),
        "CSRF checks are off, and nothing else writes one": (
            protecting("WTF_CSRF_CHECK_DEFAULT", on=False),
            [DoesNotApply("nothing in the app writes the session")],
        ),
        "Flask-WTF is off": (
            protecting("WTF_CSRF_ENABLED", on=False),
            [DoesNotApply("nothing in the app writes the session")],
        ),
    }
)
def test_session_cookie_flags_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("session-cookie-flags", given) == says


@pytest.mark.parametrize(
    ("set_elsewhere", "values"),
    [
        ((), DEVELOPING),
        ((assigned("SECURE", "TestingConfig"),), DEVELOPING),
        ((assigned("SECURE", None, "dev.py"),), DEVELOPING),
        ((assigned("HTTPONLY"),), DEVELOPING),
        ((assigned("SECURE"),), [config("SECRET_KEY", "x")]),
        ((assigned("SECURE", "Config"),), [*DEVELOPING, SET_BY_BASE]),
    ],
    ids=[
        "nobody sets it",
        "tests do",
        "a file for development",
        "another flag",
        "no such config",
        "the base",
    ],
)
def test_session_cookie_flags_are_told_where_no_other_config_sets_them(
    set_elsewhere: Any, values: Any
) -> None:
    files = replace(WRITES, config_assignments=set_elsewhere)
    (said,) = ask("session-cookie-flags", writes(cookie(secure=False), files=files, config=values))
    assert "`SESSION_COOKIE_SECURE = True`" in said.fix


def test_session_cookie_flags_tells_the_rest_of_them() -> None:
    files = replace(WRITES, config_assignments=(assigned("SECURE"),))
    given = writes(cookie(secure=False, same_site=None), files=files, config=DEVELOPING)
    assert [one.message for one in ask("session-cookie-flags", given)] == [
        f"the session cookie is written without {CROSS_SITE[0]}"
    ]
