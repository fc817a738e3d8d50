"""Cookies that the source sets by hand."""

import pytest

from .conftest import Index


@pytest.mark.parametrize(
    ("call", "flags"),
    [
        ('r.set_cookie("token", value)', (False, False, False)),
        ('r.set_cookie(key="token", value=value, secure=True, httponly=True, samesite="Lax")', (True,) * 3),
        ('r.set_cookie("token", v, None, None, "/", None, True, True)', (True, True, False)),
        (
            'r.set_cookie("token", v, secure=False, httponly=HIDDEN, samesite=None)',
            (False, True, False),
        ),
    ],
)
def test_the_flags_of_a_cookie(index: Index, call: str, flags: tuple[bool, ...]) -> None:
    [found] = index(call).facts.cookies
    assert (found.name, found.secure, found.http_only, found.same_site) == ("token", *flags)


@pytest.mark.parametrize(
    "call",
    [
        "r.set_cookie(name, value)",
        'r.set_cookie("token", value, **FLAGS)',
        'r.set_cookie("token", "", max_age=3600)',
        'r.set_cookie("token", value, expires=0)',
        'r.set_cookie("token", value, max_age=0)',
        'set_cookie("token", value)',
    ],
)
def test_what_sets_no_cookie_or_tells_nothing(index: Index, call: str) -> None:
    assert index(call).facts.cookies == ()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("r.set_cookie(paste.link, paste.password)", ("paste.link", "password", False)),
        ('r.set_cookie("note", user.password_hash)', ("note", "password_hash", True)),
        ('r.set_cookie("note", auth_token)', ("note", "auth_token", True)),
        ('r.set_cookie("note", api_key)', ("note", "api_key", True)),
        ('r.set_cookie("note", csrf_token)', ("note", None, True)),
        ('r.set_cookie("note", tokens)', ("note", None, True)),
        ('r.set_cookie("note", password_hint)', ("note", None, True)),
        ('r.set_cookie("note", str(token))', ("note", None, True)),
    ],
)
def test_what_its_value_is(index: Index, call: str, said: tuple[str, str | None, bool]) -> None:
    [found] = index(call).facts.cookies
    assert (found.name, found.holds, found.named) == said
