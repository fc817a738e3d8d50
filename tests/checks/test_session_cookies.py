"""Other cookies, the remember cookie, a session that is too large, and one in a shared cache."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.alterations import Alteration
from releasecheck.facts.cookies import CookieCall
from releasecheck.facts.requests import Cookie
from releasecheck.facts.settings import ConfigAssignment
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, config, cookie, project, requests, response, route, source, table


def sets(name: str, **fields: Any) -> Any:
    """An answer that sets one cookie, with every flag."""
    flags: Given = {"secure": True, "http_only": True, "same_site": "Lax", **fields}
    return response(cookies=[Cookie(name, **flags)])


def given(*answers: Any, url: str | None = None, **fields: Any) -> Given:
    shop = app(routes=[route("/", "index")], session_cookie=cookie())
    return {"requests": requests(*answers, **fields), "app": shop, "project": project(url=url)}


def lacks(name: str, what: str, **fields: Any) -> Found:
    return Found(
        f"the cookie {name} is set without {what}", name, at("app.py", 5), ("GET / -> 200",), **fields
    )


@table(
    {
        "it lets a visitor in": (
            given(sets("auth_token", secure=False, http_only=False, same_site=None)),
            [lacks("auth_token", "Secure, HttpOnly and SameSite")],
        ),
        "it identifies him": (
            given(sets("visitor", opaque=True, secure=False)),
            [lacks("visitor", "Secure")],
        ),
        "a CSRF token is for scripts, but not for everybody on the way": (
            given(sets("csrf_access_token", secure=False, http_only=False)),
            [lacks("csrf_access_token", "Secure")],
        ),
        "browsers drop it": (
            given(sets("theme", secure=False, same_site="None")),
            [lacks("theme", "Secure")],
        ),
        "browsers drop it, on a site over https": (
            given(sets("theme", secure=False, same_site="None"), url="https://shop.example"),
            [lacks("theme", "Secure", severity="error")],
        ),
        "a choice of the visitor's, for information": (
            given(sets("theme", secure=False, http_only=False, same_site=None)),
            [lacks("theme", "Secure and SameSite, and identifies nobody", severity="info")],
        ),
        "a choice that lacks one": (
            given(sets("theme", secure=False)),
            [lacks("theme", "Secure, and identifies nobody", severity="info")],
        ),
        "all choices at once": (
            given(sets("theme", secure=False), sets("lang", same_site=None), sets("size")),
            [
                Found(
                    "the cookies theme and lang are set without Secure or SameSite, and identify nobody",
                    "theme",
                    at("app.py", 5),
                    ("GET / -> 200",),
                    severity="info",
                )
            ],
        ),
        "who the visitor is": (
            given(signed_in=[sets("visitor_id", http_only=False)]),
            [lacks("visitor_id", "HttpOnly")],
        ),
        "set for members only": (
            given(signed_in=[sets("user_id", http_only=False)]),
            [lacks("user_id", "HttpOnly")],
        ),
    }
)
def test_cookie_flags_other_faulty(given: Given, says: list[Found]) -> None:
    assert ask("cookie-flags-other", given) == says


def calling(name: str, line: int = 9, path: str = "app.py", **fields: Any) -> CookieCall:
    return CookieCall(
        name, at(path, line), **{"secure": False, "http_only": True, "same_site": True, **fields}
    )


@pytest.mark.parametrize(
    ("calls", "line"),
    [
        ([calling("visitor", 15)], 15),
        ([calling("visitor", 15), calling("theme", 20)], 15),
        ([calling("visitor", 15), calling("visitor", 20)], 5),
        ([calling("visitor", 15, "old.py")], 5),
        ([calling("visitor", 15), calling("name", 20, named=False)], 5),
        ([], 5),
    ],
)
def test_cookie_flags_other_stands_where_the_cookie_is_set(calls: list[CookieCall], line: int) -> None:
    seen = {**given(sets("visitor", opaque=True, secure=False)), "source": source(cookies=calls)}
    assert [one.place for one in ask("cookie-flags-other", seen)] == [at("app.py", line)]


HASHED = calling("paste.link", holds="password_hash", named=False, http_only=False)


@table(
    {
        "of a login, twice": (
            {**given(), "source": source(cookies=[calling("token"), calling("token", 12)])},
            [Found("the cookie token is set without Secure", "token", at("app.py", 9))],
        ),
        "every flag": ({**given(), "source": source(cookies=[calling("token", secure=True)])}, []),
        "seen live as well": (
            {**given(sets("token")), "source": source(cookies=[calling("token")])},
            [],
        ),
        "a hash of a password, under names that no constant tells": (
            {
                **given(),
                "source": source(cookies=[HASHED, replace(HASHED, name="link", place=at("app.py", 42))]),
            },
            [
                Found(
                    "a cookie with password_hash is set without Secure and HttpOnly",
                    "paste.link",
                    at("app.py", 9),
                    ("also at app.py:42",),
                )
            ],
        ),
        "a token under a name that tells nothing": (
            {**given(), "source": source(cookies=[calling("note", holds="token")])},
            [Found("the cookie note is set without Secure", "note", at("app.py", 9))],
        ),
        "such a call may have set the cookie that was seen": (
            {**given(sets("k3")), "source": source(cookies=[HASHED])},
            [],
        ),
        "the cookie that was seen is another's": (
            {**given(sets("lang")), "source": source(cookies=[calling("lang"), HASHED])},
            [
                Found(
                    "a cookie with password_hash is set without Secure and HttpOnly",
                    "paste.link",
                    at("app.py", 9),
                )
            ],
        ),
        "a choice": (
            {**given(sets("x")), "source": source(cookies=[calling("theme", http_only=False)])},
            [],
        ),
        "the session's": ({**given(sets("x")), "source": source(cookies=[calling("session")])}, []),
        "of a module that did not boot": (
            {**given(sets("x")), "source": source(cookies=[calling("token", path="old.py")])},
            [],
        ),
    }
)
def test_cookie_flags_other_of_a_cookie_that_no_answer_set(given: Given, says: list[Found]) -> None:
    assert ask("cookie-flags-other", given) == says


@table(
    {
        "every flag": (given(sets("auth_token")), []),
        "a choice of the visitor's": (given(sets("theme", http_only=False)), []),
        "a CSRF token that scripts read": (given(sets("XSRF-TOKEN", http_only=False, opaque=True)), []),
    }
)
def test_cookie_flags_other_fine(given: Given, says: list[Found]) -> None:
    assert ask("cookie-flags-other", given) == says


NO_OTHER = [DoesNotApply("no answer sets a cookie besides the session's")]


@table(
    {
        "no cookie": (given(response()), NO_OTHER),
        "the session's is another rule's": (given(sets("session", secure=False)), NO_OTHER),
        "one that is taken away": (given(sets("auth_token", secure=False, deleted=True)), NO_OTHER),
    }
)
def test_cookie_flags_other_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("cookie-flags-other", given) == says


LOGIN = source(remembered_logins=[at("app.py", 22)])


def remembers(made: Any, files: Any = LOGIN, **fields: Any) -> Given:
    return {"app": app(remember_cookie=made, **fields), "source": files}


def forgets(without: str, settings: str, *shown: str, **fields: Any) -> Found:
    return Found(
        f"the remember cookie is written without {without}",
        "remember_token",
        fields.pop("place", at("app.py", 1)),
        ("asked for at app.py:22", *shown),
        fix=f"Set {settings} in the config that production uses.",
    )


@table(
    {
        "Flask-Login's own defaults": (
            remembers(cookie(name="remember_token", secure=False, same_site=None)),
            [
                forgets(
                    "Secure (plain http gives it away) and SameSite (other sites can send requests with it)",
                    '`REMEMBER_COOKIE_SECURE = True` and `REMEMBER_COOKIE_SAMESITE = "Lax"`',
                    "REMEMBER_COOKIE_SECURE is not set",
                    "REMEMBER_COOKIE_SAMESITE is not set",
                )
            ],
        ),
        "one forgotten, another switched off": (
            remembers(
                cookie(name="remember_token", secure=False, http_only=False),
                config=[config("REMEMBER_COOKIE_HTTPONLY", False)],
            ),
            [
                forgets(
                    "Secure (plain http gives it away) and HttpOnly (any script on a page can read it)",
                    "`REMEMBER_COOKIE_SECURE = True` and `REMEMBER_COOKIE_HTTPONLY = True`",
                    "REMEMBER_COOKIE_SECURE is not set",
                    "REMEMBER_COOKIE_HTTPONLY is False",
                    place=at("config.py", 4),
                )
            ],
        ),
        "HttpOnly switched off": (
            remembers(
                cookie(name="remember_token", http_only=False),
                config=[config("REMEMBER_COOKIE_HTTPONLY", False)],
            ),
            [
                forgets(
                    "HttpOnly (any script on a page can read it)",
                    "`REMEMBER_COOKIE_HTTPONLY = True`",
                    "REMEMBER_COOKIE_HTTPONLY is False",
                    place=at("config.py", 4),
                )
            ],
        ),
    }
)
def test_remember_cookie_flags_faulty(given: Given, says: list[Found]) -> None:
    assert ask("remember-cookie-flags", given) == says


@pytest.mark.parametrize(("secure", "told"), [(False, ["REMEMBER_COOKIE_SECURE is not set"]), (True, [])])
def test_a_flag_that_is_written_with_a_typo_is_told_as_that(told: list[str], *, secure: bool) -> None:
    lacks = cookie(name="remember_token", secure=secure, same_site=None)
    known = {"flask_login": ("REMEMBER_COOKIE_SAMESITE", "REMEMBER_COOKIE_SECURE")}
    typo = config("REMEMBER_COOKIE_SAMSITE", "Lax")
    given = remembers(lacks, config=[typo], config_vocabulary=known)
    said = ask("remember-cookie-flags", given)
    assert [line for one in said if isinstance(one, Found) for line in one.evidence[1:]] == told
    skipped = "REMEMBER_COOKIE_SAMESITE is written with a typo, which config-key-typo tells"
    assert said == [DoesNotApply(skipped)] or told
    assert [one.subject for one in ask("config-key-typo", given)] == ["REMEMBER_COOKIE_SAMSITE"]


@table({"every flag": (remembers(cookie()), [])})
def test_remember_cookie_flags_fine(given: Given, says: list[Found]) -> None:
    assert ask("remember-cookie-flags", given) == says


NOBODY_ASKS = [DoesNotApply("nothing in the app asks to be remembered")]


@table(
    {
        "no login remembers": (remembers(cookie(secure=False), source()), NOBODY_ASKS),
        "one that the app does not import": (
            remembers(cookie(secure=False), source(remembered_logins=[at("old.py", 1)])),
            NOBODY_ASKS,
        ),
        "flags that only the config for development lacks": (
            remembers(
                cookie(secure=False),
                source(
                    remembered_logins=[at("app.py", 22)],
                    config_assignments=[
                        ConfigAssignment("REMEMBER_COOKIE_SECURE", at("config.py", 20), "ProductionConfig")
                    ],
                ),
                config=[config("DEBUG", True, set_by="from_object(config.DevelopmentConfig)")],
            ),
            [
                DoesNotApply(
                    "its flags come with config.DevelopmentConfig, which dev-config-class-active tells"
                )
            ],
        ),
        "no dry run": (
            remembers(None),
            [
                CouldNotLook(
                    "Flask-Login wrote no remember cookie for a try: no key, no set-up, or config that fails"
                )
            ],
        ),
    }
)
def test_remember_cookie_flags_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("remember-cookie-flags", given) == says


def weighs(*answers: Any) -> Given:
    return {"requests": requests(*answers), "app": app(routes=[route("/", "index")])}


@table(
    {
        "rows in the session": (
            weighs(sets("session", size=6000), sets("session", size=5000)),
            [
                Found(
                    "the cookie session has 6000 bytes, and browsers drop it over 4093",
                    "session",
                    at("app.py", 5),
                    ("GET / -> 200",),
                )
            ],
        )
    }
)
def test_session_too_large_faulty(given: Given, says: list[Found]) -> None:
    assert ask("session-too-large", given) == says


@table({"it just fits": (weighs(sets("session", size=4093)), [])})
def test_session_too_large_fine(given: Given, says: list[Found]) -> None:
    assert ask("session-too-large", given) == says


@table({"no cookie": (weighs(response()), [DoesNotApply("no answer sets a cookie")])})
def test_session_too_large_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("session-too-large", given) == says


def begins(path: str = "/", *, status: int = 200, deleted: bool = False, **headers: str) -> Any:
    """An answer that sets the session."""
    session = Cookie("session", True, True, "Lax", deleted=deleted)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return response(path, status, headers=named, cookies=[session])


def kept(*answers: Any, **fields: Any) -> Given:
    shop = app(routes=[route("/", "index")], session_cookie=cookie())
    return {"requests": requests(*answers, **fields), "app": shop}


NO_VARY = "answers that set the session have no `Vary: Cookie`"


@table(
    {
        "a refreshed session in an old Flask": (
            kept(begins(vary="Cookie"), variants=[begins("/about")]),
            [Found(NO_VARY, "Vary", at("app.py", 5), ("GET /about -> 200",))],
        ),
        "Vary was overwritten": (
            kept(begins(vary="Accept-Encoding")),
            [Found(NO_VARY, "Vary", at("app.py", 5), ("GET / -> 200",))],
        ),
        "public for everybody": (
            kept(begins(vary="Cookie", cache_control="public, max-age=300")),
            [
                Found(
                    "answers that set the session say `Cache-Control: public, max-age=300`",
                    "Cache-Control",
                    at("app.py", 5),
                    ("GET / -> 200",),
                )
            ],
        ),
    }
)
def test_vary_cookie_cache_faulty(given: Given, says: list[Found]) -> None:
    assert ask("vary-cookie-cache", given) == says


@pytest.mark.parametrize(
    ("value", "views", "line"),
    [("public", ("/", "/b"), 9), (None, ("/", "/b"), 9), ("no-store", ("/", "/b"), 1), ("public", ("/",), 5)],
)
def test_the_hook_that_has_every_answer_kept(value: str | None, views: tuple[str, ...], line: int) -> None:
    hook = source(alterations=[Alteration("keeping", at("app.py", 9), value)])
    answers = [
        replace(begins(path, vary="Cookie", cache_control="public"), endpoint=path.strip("/") or "index")
        for path in views
    ]
    given = {**kept(*answers), "source": hook}
    assert [one.place for one in ask("vary-cookie-cache", given)] == [at("app.py", line)]


@table(
    {
        "Flask's own header": (kept(begins(vary="Cookie")), []),
        "among others": (kept(begins(vary="Accept-Encoding, cookie")), []),
        "everything differs": (kept(begins(vary="*")), []),
        "not to be kept": (kept(begins(cache_control="no-store")), []),
        "for one visitor": (kept(begins(cache_control="private, max-age=60")), []),
        "max-age of nothing": (kept(begins(vary="Cookie", cache_control="max-age=0")), []),
        "caches keep no error": (kept(begins(vary="Cookie"), begins("/x", status=404)), []),
    }
)
def test_vary_cookie_cache_fine(given: Given, says: list[Found]) -> None:
    assert ask("vary-cookie-cache", given) == says


NO_SESSION = [DoesNotApply("no answer sets a session")]


def marks(name: str = "visitor", *, cache: str = "public, max-age=3600", **fields: Any) -> Any:
    """An answer that gives the visitor a cookie of the app's own."""
    status = fields.pop("status", 200)
    own = Cookie(name, True, True, "Lax", **{"opaque": True, **fields})
    return response("/", status, headers={"cache-control": cache}, cookies=[own])


@pytest.mark.parametrize(
    ("answers", "subjects"),
    [
        ([marks()], ["visitor"]),
        ([marks(cache="max-age=60"), marks("cart")], ["visitor", "cart"]),
        # one header is one cause
        ([marks(cache="public"), begins(vary="Cookie", cache_control="public")], ["Cache-Control"]),
        (
            [marks(cache="max-age=60"), begins(vary="Cookie", cache_control="public")],
            ["Cache-Control", "visitor"],
        ),
        # a choice is the same for everybody who is given it
        ([marks("theme", opaque=False)], []),
        ([marks(deleted=True)], []),
        ([marks(cache="private, max-age=60")], []),
        ([marks(cache="")], []),
        ([marks(status=404)], []),
    ],
)
def test_a_visitor_of_the_apps_own_that_caches_keep(answers: list[Any], subjects: list[str]) -> None:
    said = ask("vary-cookie-cache", kept(*answers))
    assert [one.subject for one in said if isinstance(one, Found)] == subjects


def test_the_visitor_that_every_answer_has_kept() -> None:
    hook = source(alterations=[Alteration("keeping", at("app.py", 9), "public")])
    seen = [replace(marks(cache="public"), endpoint=name) for name in ("index", "about")]
    assert ask("vary-cookie-cache", {**kept(*seen), "source": hook}) == [
        Found(
            "answers that set the cookie visitor say `Cache-Control: public`",
            "visitor",
            at("app.py", 9),
            ("GET / -> 200",),
        )
    ]


@table(
    {
        "no session": (kept(response(headers={"cache-control": "public"})), NO_SESSION),
        "one that is taken away": (kept(begins(deleted=True)), NO_SESSION),
    }
)
def test_vary_cookie_cache_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("vary-cookie-cache", given) == says
